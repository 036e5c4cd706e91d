"""The browser that a request comes from: its address, and whether it logged in before (S15).

A browser that logged in before is not stopped by the wrong tries of others. It proves itself after
OWASP's "device cookies": a login, a random number and our signature, kept nowhere else.
"""

import secrets
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie

from db.identity.login_records import Origin
from domain.browsers import describe_browser
from domain.logins import LoginKind
from domain.signing import KNOWN_BROWSER, is_same, sign
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
    return number if is_same(sent, signature) else None


def _signature(connection: Connection, kind: LoginKind, number: str, login: tuple[str, ...]) -> str:
    secret = settings_of(connection.app.state).csrf_secret.encode()
    return sign(secret, KNOWN_BROWSER, kind.browser_cookie, number, *login).hex()
