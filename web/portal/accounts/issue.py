"""「アカウントの発行」: one account, whose owner is invited by mail."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect

from db.members.account_issue import issue_accounts
from db.members.sessions import Member
from relay.delivery import Relay
from settings import Settings
from web.context import Given
from web.forms import Form, read_form
from web.portal.accounts.person_form import understand_person
from web.portal.pages import member_page
from web.redirects import see_other

TEMPLATE = "portal/accounts/issue.html"


@get("/accounts/new")
async def show_issue(request: Request[Any, Any, Any], member: Given[Member]) -> Response[str]:
    """Ask whom the account is for."""
    return member_page(request, TEMPLATE, member, form=Form())


@post("/accounts/new")
async def issue(
    request: Request[Any, Any, Any],
    member: Given[Member],
    settings: Given[Settings],
    relay: Given[Relay],
    now: Given[datetime],
) -> Response[str] | Redirect:
    """Issue the account and show it, or say what to correct."""
    form = await read_form(request)
    person = await understand_person(form, member.company_id)
    if person is None:
        return member_page(request, TEMPLATE, member, 200 if form.ok else 422, form=form)
    issued = await issue_accounts(
        member.company_id, member.account_id, [person], settings.link_keys, now
    )
    nudge = BackgroundTask(relay.nudge, issued.process)
    return see_other(f"/accounts/{issued.account_ids[0]}?done=issued", background=nudge)
