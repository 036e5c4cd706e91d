"""Logging out."""

from datetime import datetime
from typing import Any

from litestar import Request, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from db.identity import sessions
from domain.logins import LoginKind
from web.context import Given
from web.guards import PUBLIC
from web.login.session import identifier_of, no_session_cookie
from web.redirects import see_other


def logout(kind: LoginKind) -> HTTPRouteHandler:
    """The way out, for one kind of person."""

    @post(f"{kind.within}/logout", opt=PUBLIC)
    async def log_out(request: Request[Any, Any, Any], now: Given[datetime]) -> Redirect:
        """End the session, or find it ended already."""
        await sessions.end(kind, identifier_of(request, kind), now)
        return see_other(kind.logged_out, cookies=[no_session_cookie(request, kind)])

    return log_out
