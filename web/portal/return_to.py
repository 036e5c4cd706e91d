"""Where to go after the login: the page that was asked for, never another site."""

import re

HOME = "/home"

# Only what our own addresses are made of: no `//`, no `\`, no control character.
_LOCAL_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+(\?[A-Za-z0-9._~=&%+-]*)?")


def local_path(text: str) -> str:
    """Return a path of this site as it is, and the members' home for anything else."""
    return text if _LOCAL_PATH.fullmatch(text) else HOME
