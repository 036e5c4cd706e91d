"""How the second factor and a login that waits for its code name a person of the console."""


def administrator_owner(administrator: int) -> str:
    """Name a person as an owner; `administrator` is the key of the row."""
    return f"administrator:{administrator}"


def administrator_of(owner: str) -> int | None:
    """Give the key of the person's row; None for an owner that is nobody of the console."""
    kind, _, key = owner.partition(":")
    return int(key) if kind == "administrator" else None
