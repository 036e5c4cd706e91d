"""Where to go after the login: the page that was asked for, never another site."""

import re
from urllib.parse import urlencode

from litestar.types import Scope

from domain.logins import LoginKind

# Only what our own addresses are made of: no `//`, no `\`, no control character.
_LOCAL_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+(\?[A-Za-z0-9._~=&%+-]*)?")


def landing(kind: LoginKind, text: str) -> str:
    """Return an address that this kind of login leads to as it is, and its home for any other."""
    within = text == kind.within or text.startswith(f"{kind.within}/")
    return text if within and _LOCAL_PATH.fullmatch(text) else kind.home


def login_url(kind: LoginKind, return_to: str) -> str:
    """The login that leads on to this page."""
    return f"{kind.login}?{urlencode({'return_to': return_to})}"


def asked_for(kind: LoginKind, scope: Scope) -> str:
    """The page that was asked for; after a form, which cannot be sent again, the home."""
    if scope.get("method") != "GET":
        return kind.home
    query = scope["query_string"].decode("latin-1")
    return f"{scope['path']}?{query}" if query else scope["path"]
