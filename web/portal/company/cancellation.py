"""「解約」: the company leaves the service, after a time in which it can be undone."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask

from db.companies.cancellations import (
    CancellationOpenError,
    NoCancellationError,
    request_cancellation,
    undo_cancellation,
    waiting_cancellation,
)
from db.members.sessions import Member
from domain.business_calendar import format_jst
from domain.text import InvalidInput, accept_text, trim
from relay.delivery import Relay
from settings import Settings
from web.context import Injected, now_of, settings_of
from web.forms import Form, read_form
from web.language import language_of
from web.login.passwords import verify_present
from web.portal.members_only import member_page
from web.said import Said, Told, told

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
) -> Response[str] | Told:
    """Record the 解約; a second click shows the first."""
    form = await read_form(request)
    reason = form.accept("reason", _accept_optional_reason, label="解約の理由")
    await verify_present(form, member, now)
    form.accept("understood", _accept_understood)
    if reason is None or not form.ok:
        return await _page(request, member, form)
    dates = settings.cancellation_dates(now)
    try:
        process = await request_cancellation(
            member.company_id,
            member.account_id,
            reason,
            dates,
            alert_to=settings.alert_mail_address,
            now=now,
        )
    except CancellationOpenError:
        return told(PATH, _ASKED_BEFORE)
    ends_at = format_jst(dates.ends_at, language_of(request))
    said = Said(
        "解約のお申し込みを受け付けました",
        (
            InvalidInput(
                "{when}に解約となります。それまでは、この画面で取り消せます。", when=ends_at
            ),
            "お申し込みの内容を、メールでお知らせします。",
        ),
    )
    return told(PATH, said, background=BackgroundTask(relay.nudge, process))


_ASKED_BEFORE = Said(
    "解約は、すでに申し込まれています", ("お申し込みは、下のとおりです。",), changed=False
)


@post("/company/cancellation/undo")
async def take_back_cancellation(
    member: Injected[Member], relay: Injected[Relay], now: Injected[datetime]
) -> Told:
    """Undo the 解約; where that is not possible, the page shows its state."""
    try:
        process = await undo_cancellation(member.company_id, member.account_id, now)
    except NoCancellationError:
        return told(PATH, _NOTHING_TO_UNDO)
    return told("/company", _UNDONE, background=BackgroundTask(relay.nudge, process))


_NOTHING_TO_UNDO = Said(
    "取り消せる解約のお申し込みはありません",
    ("すでに取り消されたか、取り消しの期限を過ぎています。何も変更していません。",),
    changed=False,
)
_UNDONE = Said(
    "解約を取り消しました", ("すべてのアカウントを、これまでどおりご利用いただけます。",)
)


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
    )
