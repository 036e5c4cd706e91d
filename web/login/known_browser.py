"""A browser that logged in before; others' wrong tries do not stop it (S15).

After OWASP's "device cookies": a login, a random number and our signature, kept nowhere else.
"""

import hmac
import secrets

from litestar.datastructures import Cookie

from domain.logins import LoginKind
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
    same = hmac.compare_digest(sent.encode("utf-8", "surrogatepass"), signature.encode())
    return number if same else None


def _signature(connection: Connection, kind: LoginKind, number: str, login: tuple[str, ...]) -> str:
    # The name comes first: it keeps these signatures apart from others under the same secret.
    parts = (kind.browser_cookie, number, *login)
    message = " ".join(parts).encode("utf-8", "surrogatepass")
    secret = settings_of(connection.app.state).csrf_secret.encode()
    return hmac.digest(secret, message, "sha256").hex()
