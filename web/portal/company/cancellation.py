"""「解約」: the company leaves the service, after a time in which it can be undone."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect

from db.companies.cancellations import (
    CancellationOpenError,
    NoCancellationError,
    request_cancellation,
    undo_cancellation,
    waiting_cancellation,
)
from db.members.sessions import Member
from domain.text import InvalidInput, accept_text, trim
from relay.delivery import Relay
from settings import Settings
from web.context import Injected, now_of, settings_of
from web.forms import Form, read_form
from web.login.passwords import verify_present
from web.pages import see_other
from web.portal.members_only import member_page

PATH = "/company/cancellation"


@get(PATH)
async def show_cancellation(
    request: Request[Any, Any, Any], member: Injected[Member]
) -> Response[str]:
    """Show the 解約 that waits, or what one would do with the form for it."""
    return await _page(request, member, Form())


@post(PATH)
async def begin_cancellation(
    request: Request[Any, Any, Any],
    member: Injected[Member],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Record the 解約; a second click shows the first."""
    form = await read_form(request)
    reason = form.accept("reason", _accept_optional_reason, label="解約の理由")
    await verify_present(form, member, now)
    form.accept("understood", _accept_understood)
    if reason is None or not form.ok:
        return await _page(request, member, form)
    try:
        process = await request_cancellation(
            member.company_id,
            member.account_id,
            reason,
            settings.cancellation_dates(now),
            alert_to=settings.alert_mail_address,
            now=now,
        )
    except CancellationOpenError:
        return see_other(PATH)
    return see_other(PATH, background=BackgroundTask(relay.nudge, process))


@post("/company/cancellation/undo")
async def take_back_cancellation(
    member: Injected[Member], relay: Injected[Relay], now: Injected[datetime]
) -> Redirect:
    """Undo the 解約; where that is not possible, the page shows its state."""
    try:
        process = await undo_cancellation(member.company_id, member.account_id, now)
    except NoCancellationError:
        return see_other(PATH)
    return see_other(f"{PATH}?undone=yes", background=BackgroundTask(relay.nudge, process))


def _accept_optional_reason(text: str) -> str:
    return accept_text(text, most=500) if trim(text) else ""


def _accept_understood(text: str) -> bool:
    if text != "yes":
        raise InvalidInput("内容をご確認のうえ、チェックを入れてください。")
    return True


async def _page(request: Request[Any, Any, Any], member: Member, form: Form) -> Response[str]:
    now = now_of(request.app.state)
    return member_page(
        request,
        "portal/company/cancellation.html",
        member,
        200 if form.ok else 422,
        form=form,
        waiting=await waiting_cancellation(member.company_id),
        dates=settings_of(request.app.state).cancellation_dates(now),
        now=now,
        undone="undone" in request.query_params,
    )
