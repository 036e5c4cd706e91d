"""「アカウント一覧」 with search and order in the address, and one account: acts, deletion."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.di import Provide
from litestar.exceptions import ClientException
from litestar.params import FromPath

from db.mailing.delays import mails_to_account_take_longer
from db.mailing.shares import mail_about_account_goes_at
from db.members.account_changes import REST, delete_account, restart_account, stop_account
from db.members.account_facts import DeputyStaysError, ManagerStaysError
from db.members.account_invitations import invite_again, revoke_invitation, send_password_link
from db.members.account_issue import MOST_ACCOUNTS
from db.members.account_list import (
    SORTS,
    AccountDetails,
    AccountQuery,
    AccountStatus,
    count_accounts,
    list_accounts,
    load_account,
)
from db.members.deputy_facts import Appointment, open_appointment
from db.members.sessions import Member
from domain.companies.deputies import manages
from domain.text import InvalidInput, accept_line, trim
from relay.delivery import Relay
from settings import Settings
from web.context import Injected
from web.forms import Form, query_form, read_form
from web.language import language_of, translate
from web.portal.accounts.texts import INVITATION_MAILS, said_of
from web.portal.accounts.texts import SORTS as SORT_TEXTS
from web.portal.members_only import member_page
from web.said import Said, Told, told
from web.state_texts import ACCOUNT_STANDINGS, ROLES

_MOST_SEARCHED = 100


@get("/accounts")
async def show_accounts(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[str]:
    """Show one page of the list."""
    form = query_form(request)
    query = _read_query(form)
    found = await list_accounts(member.company_id, query, now)
    counts = await count_accounts(member.company_id, now)
    return member_page(
        request,
        "portal/accounts/list.html",
        member,
        200 if form.ok else 422,
        form=form,
        found=found,
        counts=counts,
        left=MOST_ACCOUNTS - counts.issued - counts.resting,
        most=MOST_ACCOUNTS,
        roles=ROLES,
        standing_options=_options(request, ACCOUNT_STANDINGS),
        sort_options=_options(request, SORT_TEXTS),
        back=_address(form, found.back),
        next=_address(form, found.next),
    )


def _read_query(form: Form) -> AccountQuery:
    """Read what is searched for; whatever no page of ours asks for counts as not asked."""
    standing, sort, after = form.typed("standing"), form.typed("sort"), form.typed("after")
    return AccountQuery(
        search=form.accept("search", _accept_search, label="検索") or "",
        standing=AccountStatus(standing) if standing in set(AccountStatus) else None,
        sort=sort if sort in SORTS else "account_id",
        after=after if re.fullmatch("[0-9]{3}", after) else "",
    )


def _accept_search(text: str) -> str:
    return accept_line(text, most=_MOST_SEARCHED) if trim(text) else ""


def _options(request: Request[Any, Any, Any], texts: Mapping[Any, str]) -> list[tuple[str, str]]:
    language = language_of(request)
    return [(value, translate(text, language)) for value, text in texts.items()]


def _address(form: Form, after: str | None) -> str | None:
    """The address of another page of the same list."""
    if after is None:
        return None
    asked = {name: form.typed(name) for name in ("search", "standing", "sort")} | {"after": after}
    return f"/accounts?{urlencode({name: text for name, text in asked.items() if text})}"


async def open_account(
    account_id: FromPath[str], member: Injected[Member], now: Injected[datetime]
) -> AccountDetails:
    """Find an account of the member's company; raises `NoSuchAccountError`."""
    return await load_account(member.company_id, account_id, now)


BY_ID = {"account": Provide(open_account)}
ACCOUNT = "/accounts/{account_id:str}"


@get(ACCOUNT, dependencies=BY_ID)
async def show_account(
    request: Request[Any, Any, Any],
    member: Injected[Member],
    account: Injected[AccountDetails],
    settings: Injected[Settings],
    now: Injected[datetime],
) -> Response[str]:
    """Show the account."""
    late = await mails_to_account_take_longer(member.company_id, account.account_id, now)
    return member_page(
        request,
        "portal/accounts/account.html",
        member,
        account=account,
        standing=ACCOUNT_STANDINGS[account.standing],
        invitation_mail=INVITATION_MAILS.get(account.invitation_mail or "", ""),
        mail_goes_at=await mail_about_account_goes_at(
            account.account, settings.mails_per_contact, now
        ),
        late=late,
        roles=ROLES,
        asked=await _asked(account, now),
        may_act=may_act_upon(member, account),
    )


def may_act_upon(member: Member, account: AccountDetails) -> bool:
    """Whether this ID manager may change the account: a deputy leaves other ID managers' alone."""
    own = account.account_id == member.account_id
    return own or member.is_principal or not manages(account.role)


async def _asked(account: AccountDetails, now: datetime) -> Appointment | None:
    """What the person was asked, if an answer may still come."""
    appointment = await open_appointment(account.account) if account.role == "user" else None
    return appointment if appointment and appointment.may_be_answered(now) else None


@post(ACCOUNT, dependencies=BY_ID)
async def act_on_account(  # noqa: PLR0913 -- what Litestar hands over
    request: Request[Any, Any, Any],
    *,
    member: Injected[Member],
    account: Injected[AccountDetails],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Told:
    """Do what the button says that was pressed, and show the account."""
    which = (member.company_id, account.account_id, member.account_id)
    process = None
    match act := (await read_form(request)).typed("action"):
        case "invite":
            process = await invite_again(*which, settings.link_keys, now)
        case "password":
            process = await send_password_link(*which, settings.link_keys, now)
        case "revoke":
            await revoke_invitation(*which, now)
        case "stop":
            process = await stop_account(*which, now)
        case "restart":
            await restart_account(*which, now)
        case _:
            raise ClientException
    nudge = BackgroundTask(relay.nudge, process) if process else None
    said = said_of(act, account.mail_address)
    return told(f"/accounts/{account.account_id}", said, background=nudge)


DELETION = "/accounts/{account_id:str}/delete"


@get(DELETION, dependencies=BY_ID)
async def show_deletion(
    request: Request[Any, Any, Any], member: Injected[Member], account: Injected[AccountDetails]
) -> Response[str]:
    """Say what a deletion does, with the button that does it."""
    if account.role == "id_manager":
        raise ManagerStaysError
    if account.role == "deputy":
        raise DeputyStaysError
    return member_page(
        request, "portal/accounts/deletion.html", member, account=account, days=REST.days
    )


@post(DELETION, dependencies=BY_ID)
async def delete(
    member: Injected[Member], account: Injected[AccountDetails], now: Injected[datetime]
) -> Told:
    """Delete the account, and show the others."""
    await delete_account(member.company_id, account.account_id, member.account_id, now)
    said = Said(
        InvalidInput("アカウント{account_id}を削除しました", account_id=account.account_id),
        ("番号は、休止期間が過ぎるまで、ほかの方に発行されません。",),
    )
    return told("/accounts", said)
