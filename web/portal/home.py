"""The members' home."""

from typing import Any

from litestar import Request, Response, get

from db.sessions import Member, previous_login
from web.context import Given
from web.portal.pages import member_page
from web.portal.return_to import HOME


@get(HOME)
async def home(request: Request[Any, Any, Any], member: Given[Member]) -> Response[str]:
    """Show the member's IDs and role, and when the account was used before."""
    before = await previous_login(member)
    return member_page(request, "portal/home.html", member, previous_login=before)
