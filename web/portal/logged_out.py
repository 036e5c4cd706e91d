"""Where the members' way out leads."""

from typing import Any

from litestar import Request, Response, get

from domain.logins import MEMBERS
from web.guards import PUBLIC
from web.pages import page


@get(MEMBERS.logged_out, opt=PUBLIC)
async def show_logged_out(request: Request[Any, Any, Any]) -> Response[str]:
    """Say that nobody is logged in here any more."""
    return page(request, "portal/logged_out.html")
