"""The status page, 「卸担当者へ再送」 and 「申請を取り下げる」 (product.md, step 9)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import Redirect

from db.enrolment.applicant_acts import request_resend, withdraw
from db.enrolment.application_form import load_submission
from db.enrolment.links import FoundLink
from db.enrolment.status import ApplicationStatus, Event, Happening, history, load_status
from db.mailing.delays import mails_of_application_take_longer
from db.mailing.shares import request_goes_at
from domain.business_calendar import next_digest
from domain.enrolment.stages import Stage
from domain.enrolment.standing import Standing
from domain.refusals import MovedOnError
from relay.delivery import Relay
from settings import Settings
from web.applicant.dependencies import BY_STATUS
from web.applicant.submitted import submitted_parts
from web.applicant.timeline import timeline
from web.applicant.usual_times import Today, usual_times
from web.context import Injected
from web.guards import LINK
from web.language import language_of
from web.pages import SeeOtherError, page, see_other
from web.state_texts import STANDING_TEXTS

AHEAD = {Standing.RECEIVED, Standing.UNDER_REVIEW, Standing.ABOUT_TO_ASK, Standing.ASKED}
"""Where somebody else has to act, so that it helps to know how long that takes."""


@get("/status/{token:str}", opt=LINK, dependencies=BY_STATUS)
async def show_status(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    link: Injected[FoundLink],
    settings: Injected[Settings],
    now: Injected[datetime],
) -> Response[str]:
    """Show the life of the application that the link of the receipt mail is about."""
    number = link.application_number
    status = await load_status(number)
    events = await history(number, now)
    goes_at = await request_goes_at(number, settings.mails_per_contact, now)
    standing = status.standing(now, request_waits=goes_at is not None)
    sent, language = await load_submission(number), language_of(request)
    return page(
        request,
        "applicant/status.html",
        here=f"/status/{token}",
        status_of=status,
        standing=standing,
        text=STANDING_TEXTS[standing],
        reason=_reason(status, events),
        in_time=status.in_time(now),
        request_goes_at=goes_at,
        late=await mails_of_application_take_longer(number, now),
        asked_at=status.contact_asked_at(now),
        resend_at=status.may_resend_at,
        may_resend=status.may_resend_at is not None and status.may_resend_at <= now,
        next_due=status.next_due if status.next_due and status.next_due > now else None,
        sent=submitted_parts(sent, language),
        usual=await usual_times(language, standing, sent.revision.form.wholesaler_id)
        if standing in AHEAD
        else [],
        today=Today.at(now),
        reviewers_reminded_at=next_digest(now),
        entries=timeline(status, standing, events, language),
    )


def _reason(status: ApplicationStatus, events: Sequence[Event]) -> str:
    """Why it went back or was declined, in the words of whoever did so."""
    if status.stage not in {Stage.REFUSED, Stage.RETURNED, Stage.DECLINED}:
        return ""
    given = {Happening.DECLINED, Happening.RETURNED, Happening.UNDELIVERABLE, Happening.TURNED_DOWN}
    return next((event.detail for event in reversed(events) if event.what in given), "")


@get("/status/{token:str}/resend", opt=LINK)
async def resend_elsewhere(token: FromPath[str]) -> Redirect:
    """Redirect to the page with the button; a refusal is shown at this address."""
    return see_other(f"/status/{token}")


@post("/status/{token:str}/resend", opt=LINK, dependencies=BY_STATUS)
async def resend(
    token: FromPath[str], link: Injected[FoundLink], relay: Injected[Relay], now: Injected[datetime]
) -> Redirect:
    """Record the request; the status page then tells since when, and when it is possible again."""
    await request_resend(link.application_number, now)
    nudge = BackgroundTask(relay.nudge, link.application_number)
    return see_other(f"/status/{token}", background=nudge)


_WITHDRAWN = {Stage.WITHDRAWING, Stage.WITHDRAWN}


@get("/status/{token:str}/withdraw", opt=LINK, dependencies=BY_STATUS)
async def show_withdrawal(
    request: Request[Any, Any, Any], token: FromPath[str], link: Injected[FoundLink]
) -> Response[str] | Redirect:
    """Say what a withdrawal does, with the button that does it, while it is possible."""
    status = await load_status(link.application_number)
    if status.stage.closed or status.stage in _WITHDRAWN:
        return see_other(f"/status/{token}")
    return page(request, "applicant/withdrawal.html", status_of=status, token=token)


@post("/status/{token:str}/withdraw", opt=LINK, dependencies=BY_STATUS)
async def withdraw_application(
    token: FromPath[str], link: Injected[FoundLink], relay: Injected[Relay], now: Injected[datetime]
) -> Redirect:
    """Record the withdrawal, and show it; a second click changes nothing."""
    try:
        await withdraw(link.application_number, now)
    except MovedOnError as error:
        if error.stage in _WITHDRAWN:
            raise SeeOtherError(f"/status/{token}") from error
        raise
    nudge = BackgroundTask(relay.nudge, link.application_number)
    return see_other(f"/status/{token}", background=nudge)
