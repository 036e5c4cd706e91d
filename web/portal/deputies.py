"""「ID管理ユーザー（副担当）」: an ID manager asks, the person answers, and the role ends again."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.exceptions import ClientException
from litestar.response import Redirect

from db.members.account_facts import PrincipalOnlyError
from db.members.account_list import AccountDetails
from db.members.deputies import (
    Bounds,
    accept,
    appoint,
    decline,
    dismiss,
    managers_and_asked,
    resign,
    withdraw,
)
from db.members.deputy_facts import open_appointment
from db.members.sessions import Member
from domain.logins import MEMBERS
from relay.delivery import Relay
from settings import Settings
from web.context import Injected, now_of, settings_of
from web.forms import Form, read_form
from web.login.passwords import verify_present
from web.login.session import identifier_of, session_cookie
from web.pages import see_other
from web.portal.accounts.pages import BY_ID, may_act_upon
from web.portal.members_only import id_managers_only, member_page, members_only
from web.said import Said, Told, told

PATH = "/accounts/{account_id:str}/deputy"
OWN = "/deputy"


@get(PATH, dependencies=BY_ID)
async def show_deputy(
    request: Request[Any, Any, Any], member: Injected[Member], account: Injected[AccountDetails]
) -> Response[str] | Redirect:
    """Say what it means to be a deputy, with the button for what can be done at present."""
    if account.role == "deputy" and account.account_id == member.account_id:
        return see_other(OWN)
    if not may_act_upon(member, account):
        raise PrincipalOnlyError
    return await _page(request, member, account, Form())


@post(PATH, dependencies=BY_ID)
async def decide_deputy(  # noqa: PLR0913 -- what Litestar hands over
    request: Request[Any, Any, Any],
    *,
    member: Injected[Member],
    account: Injected[AccountDetails],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Response[str] | Told:
    """Ask the person, once the password was typed again; take that back, or end the role."""
    form = await read_form(request)
    match form.typed("action"):
        case "ask":
            if await verify_present(form, member, now) is None:
                return await _page(request, member, account, form)
            bounds = Bounds(settings.id_managers, settings.deputy_consent)
            process = await appoint(member, account.account_id, bounds, now)
            said = _ASKED
        case "withdraw":
            process = await withdraw(member, account.account_id, now)
            said = _WITHDRAWN
        case "dismiss":
            process = await dismiss(member, account.account_id, now)
            said = _DISMISSED
        case _:
            raise ClientException
    nudge = BackgroundTask(relay.nudge, process)
    return told(f"/accounts/{account.account_id}", said, background=nudge)


_ASKED = Said(
    "副担当への就任をお願いしました",
    ("ご本人にメールでお知らせします。承諾されると、すぐに副担当になります。",),
)
_WITHDRAWN = Said("副担当への就任のお願いを取り下げました", ("ご本人にメールでお知らせします。",))
_DISMISSED = Said(
    "副担当を解任しました", ("この方は、利用者になりました。ご本人にメールでお知らせします。",)
)


@get(OWN)
async def show_own(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[str]:
    """Show what the member was asked, or that the member is a deputy, or neither."""
    appointment = await open_appointment(member.account)
    return member_page(
        request,
        "portal/deputies/own.html",
        member,
        appointment=appointment,
        asked=appointment is not None and appointment.may_be_answered(now),
    )


@post(OWN)
async def answer(
    request: Request[Any, Any, Any],
    member: Injected[Member],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Told:
    """Consent or decline, or give the role back; a session whose rights change is renewed (S16)."""
    session = identifier_of(request, MEMBERS)
    match (await read_form(request)).typed("action"):
        case "accept":
            renewal = await accept(member, settings.id_managers, session=session, now=now)
            said = _ACCEPTED
        case "resign":
            renewal = await resign(member, session=session, now=now)
            said = _RESIGNED
        case "decline":
            nudge = BackgroundTask(relay.nudge, await decline(member, now))
            return told(OWN, _DECLINED, background=nudge)
        case _:
            raise ClientException
    return told(
        OWN,
        said,
        background=BackgroundTask(relay.nudge, renewal.process),
        cookies=[session_cookie(request, MEMBERS, renewal.identifier)],
    )


_ALL_ARE_TOLD = "貴社のID管理ユーザーの全員に、メールでお知らせします。"
_ACCEPTED = Said("副担当になりました", (_ALL_ARE_TOLD,))
_DECLINED = Said("就任を辞退しました", (_ALL_ARE_TOLD,))
_RESIGNED = Said(
    "副担当を辞任しました", ("これからは、利用者としてご利用いただけます。", _ALL_ARE_TOLD)
)


async def _page(
    request: Request[Any, Any, Any], member: Member, account: AccountDetails, form: Form
) -> Response[str]:
    now, settings = now_of(request.app.state), settings_of(request.app.state)
    appointment = await open_appointment(account.account)
    return member_page(
        request,
        "portal/deputies/colleague.html",
        member,
        200 if form.ok else 422,
        form=form,
        account=account,
        appointment=appointment,
        asked=appointment is not None and appointment.may_be_answered(now),
        until=settings.deputy_consent.after(now),
        most=settings.id_managers,
        count=await managers_and_asked(member.company_id, now),
    )


DEPUTIES = (id_managers_only([show_deputy, decide_deputy]), members_only([show_own, answer]))
