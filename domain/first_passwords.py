"""First passwords of administrators: made by us, read out or copied once, then replaced."""

import secrets

# Neither 0 and o nor 1, i and l, which are read for one another.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 4, 5


def new_first_password() -> str:
    """Return a new first password of 99 random bits: `xxxxx-xxxxx-xxxxx-xxxxx`."""
    return "-".join(
        "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS)
    )
