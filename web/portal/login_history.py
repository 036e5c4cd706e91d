"""「ログイン履歴」: a member's logins, and tries of others that failed."""

from typing import Any

from litestar import Request, Response, get

from db.identity.login_records import latest_logins
from db.members.sessions import Member
from web.context import Given
from web.portal.pages import member_page


@get("/profile/logins")
async def show_logins(request: Request[Any, Any, Any], member: Given[Member]) -> Response[str]:
    """List the latest logins and failed tries, the newest first."""
    logins = await latest_logins(member.account)
    return member_page(request, "portal/login_history.html", member, logins=logins)
