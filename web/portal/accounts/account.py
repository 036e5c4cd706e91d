"""One account's page: what is known of it, and what can be done to it."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.exceptions import ClientException
from litestar.response import Redirect

from db.mailing.delays import mails_to_account_take_longer
from db.mailing.shares import mail_about_account_goes_at
from db.members.account_changes import restart_account, stop_account
from db.members.account_invitations import invite_again, revoke_invitation, send_password_link
from db.members.account_list import AccountDetails
from db.members.sessions import Member
from relay.delivery import Relay
from settings import Settings
from web.account_texts import STANDINGS
from web.context import Given
from web.forms import read_form
from web.portal.accounts.opening import BY_ID
from web.portal.accounts.texts import DONE, INVITATION_MAILS
from web.portal.pages import member_page
from web.redirects import see_other

PATH = "/accounts/{account_id:str}"


@get(PATH, dependencies=BY_ID)
async def show_account(
    request: Request[Any, Any, Any],
    member: Given[Member],
    account: Given[AccountDetails],
    settings: Given[Settings],
    now: Given[datetime],
) -> Response[str]:
    """Show the account, and what was just done to it."""
    late = await mails_to_account_take_longer(member.company_id, account.account_id, now)
    return member_page(
        request,
        "portal/accounts/account.html",
        member,
        account=account,
        standing=STANDINGS[account.standing],
        invitation_mail=INVITATION_MAILS.get(account.invitation_mail or "", ""),
        mail_goes_at=await mail_about_account_goes_at(
            account.account, settings.mails_per_contact, now
        ),
        late=late,
        done=DONE.get(request.query_params.get("done", "")),
    )


@post(PATH, dependencies=BY_ID)
async def do_to_account(  # noqa: PLR0913 -- what Litestar hands over
    request: Request[Any, Any, Any],
    *,
    member: Given[Member],
    account: Given[AccountDetails],
    settings: Given[Settings],
    relay: Given[Relay],
    now: Given[datetime],
) -> Redirect:
    """Do what the button says that was pressed, and show the account."""
    which = (member.company_id, account.account_id, member.account_id)
    process = None
    match (await read_form(request)).typed("action"):
        case "invite":
            process, done = await invite_again(*which, settings.link_keys, now), "invited"
        case "password":
            process, done = await send_password_link(*which, settings.link_keys, now), "password"
        case "revoke":
            await revoke_invitation(*which, now)
            done = "revoked"
        case "stop":
            await stop_account(*which, now)
            done = "stopped"
        case "restart":
            await restart_account(*which, now)
            done = "restarted"
        case _:
            raise ClientException
    nudge = BackgroundTask(relay.nudge, process) if process else None
    return see_other(f"/accounts/{account.account_id}?done={done}", background=nudge)
