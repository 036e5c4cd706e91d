"""A change that the operator asked for, as whom it concerns sees it when logged in."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from db.access.answers import ChangeOverError, stop
from db.access.facts import AccessChangeRequest
from db.members.sessions import Member
from domain.logins import MEMBERS
from relay.delivery import Relay
from settings import Settings
from web.context import Given
from web.portal.access_changes.showing import changes_concerning, shown
from web.portal.pages import member_page
from web.redirects import see_other

PATH = "/access-changes/{change_id:int}"


@get(PATH)
async def show_change(
    request: Request[Any, Any, Any],
    member: Given[Member],
    change_id: FromPath[int],
    now: Given[datetime],
) -> Response[str]:
    """Show what the operator is about to change, with the button that stops it."""
    change = await _concerning(member, change_id)
    return member_page(request, "portal/access_changes/change.html", member, **shown(change, now))


@post(PATH)
async def stop_change(
    member: Given[Member],
    change_id: FromPath[int],
    settings: Given[Settings],
    relay: Given[Relay],
    now: Given[datetime],
) -> Redirect:
    """Stop it: nobody of the company asked for it."""
    change = await _concerning(member, change_id)
    try:
        process = await stop(change.change_id, member.account_id, settings.alert_mail_address, now)
    except ChangeOverError:
        return see_other(MEMBERS.home)
    return see_other(f"{MEMBERS.home}?stopped=yes", background=BackgroundTask(relay.nudge, process))


async def _concerning(member: Member, change_id: int) -> AccessChangeRequest:
    """Answers that there is none to whom it does not concern, and once it is over."""
    for change in await changes_concerning(member):
        if change.change_id == change_id:
            return change
    raise NotFoundException
