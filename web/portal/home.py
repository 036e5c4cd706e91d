"""The members' home, and the page after logging out."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get

from db.companies.cancellations import waiting_cancellation
from db.companies.company_changes import undecided_change
from db.identity.second_factors import is_on
from db.members.account_list import count_accounts
from db.members.deputy_facts import open_appointment
from db.members.sessions import Member, previous_login
from domain.logins import MEMBERS
from web.context import Injected
from web.guards import PUBLIC
from web.pages import page
from web.portal.access_changes.change import ACTS, changes_concerning
from web.portal.members_only import member_page
from web.state_texts import ROLES


@get(MEMBERS.home)
async def home(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[str]:
    """Show the member's IDs and role, and when the account was used before."""
    return member_page(
        request,
        "portal/home.html",
        member,
        previous_login=await previous_login(member),
        second_factor=await is_on(member.principal.owner),
        access_changes=await changes_concerning(member),
        access_acts=ACTS,
        asked=await _asked_to_be_deputy(member, now),
        roles=ROLES,
        **await _of_the_company(member, now),
    )


async def _asked_to_be_deputy(member: Member, now: datetime) -> bool:
    """Whether the member is to say whether they consent to be a deputy."""
    if member.manages:
        return False
    appointment = await open_appointment(member.account)
    return appointment is not None and appointment.may_be_answered(now)


async def _of_the_company(member: Member, now: datetime) -> dict[str, Any]:
    """What an ID manager sees besides: the accounts, and what is under way for the company."""
    if not member.manages:
        return {"counts": None}
    return {
        "counts": await count_accounts(member.company_id, now),
        "cancellation": await waiting_cancellation(member.company_id),
        "change": await undecided_change(member.company_id),
    }


@get(MEMBERS.logged_out, opt=PUBLIC)
async def show_logged_out(request: Request[Any, Any, Any]) -> Response[str]:
    """Say that nobody is logged in here any more."""
    return page(request, "portal/logged_out.html")
