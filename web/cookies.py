"""Cookies that only the site itself reads (S16)."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from settings import Settings
from web.context import settings_of

Connection = ASGIConnection[Any, Any, Any, Any]


def private_cookie(
    connection: Connection, name: str, value: str, *, max_age: int | None = None
) -> Cookie:
    """Make a cookie out of reach of scripts, of other sites' forms, and of other hosts.

    `max_age`: seconds it lives; None until the browser closes, 0 to remove it.
    """
    settings = settings_of(connection.app.state)
    return Cookie(
        full_name(settings, name),
        value=value,
        max_age=max_age,
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="lax",
    )


def read_cookie(connection: Connection, name: str) -> str:
    """Give the value of such a cookie; empty when the browser sent none."""
    return connection.cookies.get(full_name(settings_of(connection.app.state), name), "")


def full_name(settings: Settings, name: str) -> str:
    """Bind the cookie to this host where it can be, which needs HTTPS (RFC 6265bis 4.1.3.2)."""
    return f"__Host-{name}" if settings.https else name
