"""Logging out of the console."""

from datetime import datetime
from typing import Any

from litestar import Request, post
from litestar.response import Redirect

from db.console import sessions
from web.console.return_to import HOME
from web.console.session import identifier_of, no_session_cookie
from web.context import Given
from web.guards import PUBLIC
from web.redirects import see_other


@post("/console/logout", opt=PUBLIC)
async def log_out(request: Request[Any, Any, Any], now: Given[datetime]) -> Redirect:
    """End the session, or find it ended already."""
    await sessions.end(identifier_of(request), now)
    return see_other(f"{HOME}/login", cookies=[no_session_cookie(request)])
