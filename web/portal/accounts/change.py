"""「登録内容の変更」: what is known of the person who has an account."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect

from db.members.account_changes import change_account
from db.members.account_list import AccountDetails
from db.members.sessions import Member
from relay.delivery import Relay
from settings import Settings
from web.context import Given
from web.forms import Form, read_form
from web.portal.accounts.opening import BY_ID
from web.portal.accounts.person_form import filled_in, understand_own, understand_person
from web.portal.pages import member_page
from web.redirects import see_other

PATH = "/accounts/{account_id:str}/change"


@get(PATH, dependencies=BY_ID)
async def show_change(
    request: Request[Any, Any, Any], member: Given[Member], account: Given[AccountDetails]
) -> Response[str]:
    """Show what is known, to be changed."""
    return _page(request, member, account, filled_in(account))


@post(PATH, dependencies=BY_ID)
async def change(  # noqa: PLR0913 -- what Litestar hands over
    request: Request[Any, Any, Any],
    *,
    member: Given[Member],
    account: Given[AccountDetails],
    settings: Given[Settings],
    relay: Given[Relay],
    now: Given[datetime],
) -> Response[str] | Redirect:
    """Record what was changed and show the account, or say what to correct."""
    form = await read_form(request)
    if account.account_id == member.account_id:
        person = understand_own(form, account)
    else:
        person = await understand_person(form, member.company_id)
    if person is None:
        return _page(request, member, account, form)
    process = await change_account(
        member.company_id,
        account.account_id,
        member.account_id,
        person,
        keys=settings.link_keys,
        now=now,
    )
    nudge = BackgroundTask(relay.nudge, process) if process else None
    return see_other(f"/accounts/{account.account_id}?done=changed", background=nudge)


def _page(
    request: Request[Any, Any, Any], member: Member, account: AccountDetails, form: Form
) -> Response[str]:
    return member_page(
        request,
        "portal/accounts/change.html",
        member,
        200 if form.ok else 422,
        form=form,
        account=account,
    )
