"""A browser that logged in before; others' wrong tries do not stop it (S15).

After OWASP's "device cookies": a login, a random number and our signature, kept nowhere else.
"""

import secrets

from litestar.datastructures import Cookie

from domain.logins import LoginKind
from domain.signing import KNOWN_BROWSER, is_same, sign
from web.context import settings_of
from web.cookies import Connection, private_cookie, read_cookie

_ONE_YEAR = 365 * 24 * 60 * 60


def known_browser_cookie(connection: Connection, kind: LoginKind, *login: str) -> Cookie:
    """Let a browser prove later that it logged in so."""
    number = secrets.token_hex(16)
    value = f"{number}.{_signature(connection, kind, number, login)}"
    return private_cookie(connection, kind.browser_cookie, value, max_age=_ONE_YEAR)


def known_browser(connection: Connection, kind: LoginKind, *login: str) -> str | None:
    """Give the browser's random number; None for one that never logged in so."""
    number, _, sent = read_cookie(connection, kind.browser_cookie).partition(".")
    signature = _signature(connection, kind, number, login)
    return number if is_same(sent, signature) else None


def _signature(connection: Connection, kind: LoginKind, number: str, login: tuple[str, ...]) -> str:
    secret = settings_of(connection.app.state).csrf_secret.encode()
    return sign(secret, KNOWN_BROWSER, kind.browser_cookie, number, *login).hex()
