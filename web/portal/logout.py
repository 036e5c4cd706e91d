"""Logging out."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from db.members import sessions
from web.context import Given
from web.guards import PUBLIC
from web.pages import page
from web.portal.session import identifier_of, no_session_cookie
from web.redirects import see_other


@post("/logout", opt=PUBLIC)
async def log_out(request: Request[Any, Any, Any], now: Given[datetime]) -> Redirect:
    """End the session, or find it ended already."""
    await sessions.end(identifier_of(request), now)
    return see_other("/logged-out", cookies=[no_session_cookie(request)])


@get("/logged-out", opt=PUBLIC)
async def show_logged_out(request: Request[Any, Any, Any]) -> Response[str]:
    """Say that nobody is logged in here any more."""
    return page(request, "portal/logged_out.html")
