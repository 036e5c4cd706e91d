"""The browser that a request comes from: its address, and whether it logged in before (S15).

A browser that logged in before is not stopped by the wrong tries of others. It proves itself after
OWASP's "device cookies": a login, a random number and our signature, kept nowhere else.
"""

import hmac
import secrets
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie

from db.identity.login_records import Origin
from domain.browsers import describe_browser
from domain.logins import LoginKind
from web.context import settings_of
from web.cookies import Connection, private_cookie, read_cookie
from web.security import client_network


def origin_of(request: Request[Any, Any, Any]) -> Origin:
    """Tell the browser and the network address of a request."""
    return Origin(
        browser=describe_browser(request.headers.get("user-agent", "")),
        network=client_network(request, settings_of(request.app.state).trusted_proxies),
    )


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
