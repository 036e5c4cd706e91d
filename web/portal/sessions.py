"""「ログイン中の端末」: members see and end their own sessions."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from db.members.sessions import Member, end_other_sessions, end_own_session, own_sessions
from domain.logins import MEMBERS
from web.context import Given
from web.forms import read_form
from web.login.session import identifier_of
from web.portal.pages import member_page
from web.redirects import see_other

PATH = "/profile/sessions"
OTHERS = "others"


@get(PATH)
async def show_sessions(
    request: Request[Any, Any, Any], member: Given[Member], now: Given[datetime]
) -> Response[str]:
    """List where the member is logged in."""
    sessions = await own_sessions(member, identifier_of(request, MEMBERS), now)
    return member_page(request, "portal/sessions.html", member, sessions=sessions, others=OTHERS)


@post(PATH)
async def end_sessions(
    request: Request[Any, Any, Any], member: Given[Member], now: Given[datetime]
) -> Redirect:
    """End one of the sessions, or all but this one."""
    chosen = (await read_form(request)).typed("session")
    if chosen == OTHERS:
        await end_other_sessions(member, identifier_of(request, MEMBERS), now)
    else:
        await end_own_session(member, chosen, now)
    return see_other(PATH)
