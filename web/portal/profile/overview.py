"""「登録情報」: a member's own data, and the ways to change it."""

from typing import Any

from litestar import Request, Response, get

from db.members.account_facts import load_own_data
from db.members.sessions import Member
from web.context import Given
from web.portal.access_changes.showing import changes_concerning
from web.portal.access_changes.texts import ACTS
from web.portal.pages import member_page


@get("/profile")
async def show_profile(request: Request[Any, Any, Any], member: Given[Member]) -> Response[str]:
    """Show the data, and after a change what was changed."""
    return member_page(
        request,
        "portal/profile/overview.html",
        member,
        own=await load_own_data(member.account),
        access_changes=await changes_concerning(member),
        access_acts=ACTS,
        changed=request.query_params.get("changed", ""),
    )
