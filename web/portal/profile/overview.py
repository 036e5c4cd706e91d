"""「登録情報」: a member's own data, logins, and sessions, which the member can end."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post

from db.identity.login_records import latest_logins
from db.members.account_facts import load_own_data
from db.members.sessions import Member, end_other_sessions, end_own_session, own_sessions
from db.own_data import own_data_of_member
from domain.logins import MEMBERS
from web.context import Injected
from web.forms import read_form
from web.language import language_of
from web.login.session import identifier_of
from web.own_data import own_data_file
from web.portal.access_changes.change import ACTS, changes_concerning
from web.portal.members_only import member_page
from web.said import Said, Told, told


@get("/profile")
async def show_profile(request: Request[Any, Any, Any], member: Injected[Member]) -> Response[str]:
    """Show the data."""
    return member_page(
        request,
        "portal/profile/overview.html",
        member,
        own=await load_own_data(member.account),
        access_changes=await changes_concerning(member),
        access_acts=ACTS,
    )


@get("/profile/logins")
async def show_logins(request: Request[Any, Any, Any], member: Injected[Member]) -> Response[str]:
    """List the latest logins and failed tries, the newest first."""
    logins = await latest_logins(member.account)
    return member_page(request, "portal/login_history.html", member, logins=logins)


@post("/profile/own-data", status_code=200)
async def download_own_data(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[bytes]:
    """Give the member's own data as a file."""
    parts = await own_data_of_member(member, now)
    whose = f"{member.company_id}-{member.account_id}"
    return own_data_file(parts, whose, language_of(request), now)


SESSIONS = "/profile/sessions"
OTHERS = "others"


@get(SESSIONS)
async def show_sessions(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[str]:
    """List where the member is logged in."""
    sessions = await own_sessions(member, identifier_of(request, MEMBERS), now)
    return member_page(request, "portal/sessions.html", member, sessions=sessions, others=OTHERS)


@post(SESSIONS)
async def end_sessions(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Told:
    """End one of the sessions, or all but this one."""
    chosen = (await read_form(request)).typed("session")
    if chosen == OTHERS:
        await end_other_sessions(member, identifier_of(request, MEMBERS), now)
    else:
        await end_own_session(member, chosen, now)
    return told(SESSIONS, Said(_ENDED[chosen == OTHERS]))


_ENDED = {True: "ほかのすべての端末をログアウトさせました", False: "端末をログアウトさせました"}
