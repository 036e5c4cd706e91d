"""Which addresses are the console's."""

from domain.logins import ADMINISTRATORS

HOME = ADMINISTRATORS.home


def is_console(path: str) -> bool:
    """Whether an address is one of the console's."""
    return path == HOME or path.startswith(f"{HOME}/")
