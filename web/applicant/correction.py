"""「申請内容を修正する」 and 「卸担当者を変更する」: the form, its check page, and the act.

Nothing is stored before the last step: the check page carries what was typed, so that going
back, or another tab, loses nothing.
"""

from datetime import datetime, timedelta
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect

from db.enrolment.links import FoundLink
from db.enrolment.wholesalers import listed_wholesalers
from domain.enrolment.form import PARTS, TITLES, ApplicationForm
from domain.limits import Limit, LimitKind
from domain.refusals import DeadlinePassedError, MovedOnError
from relay.delivery import Relay
from web.applicant.check import Row, part_rows
from web.applicant.correction_state import (
    CONTACT,
    CORRECTION,
    Amendment,
    CorrectionKind,
    load_amendment,
)
from web.applicant.dependencies import BY_STATUS
from web.applicant.form import form_choices
from web.application_form import shown_revision, take_candidate, typed_from, understand_parts
from web.context import Injected
from web.forms import Form, typed_fields
from web.guards import LINK
from web.language import choose_language, language_of, translate
from web.pages import SeeOtherError, page, see_other
from web.throttle import refuse

Answer = Response[str] | Redirect


DAY = timedelta(days=1)
MOST_A_DAY = 5
"""Amendments of one application; each may mail another mailbox (S12)."""


@get("/status/{token:str}/correct", opt=LINK, dependencies=BY_STATUS)
async def show_correction(
    request: Request[Any, Any, Any], link: Injected[FoundLink], now: Injected[datetime]
) -> Response[str]:
    """Show the parts that are to be corrected, with why."""
    return await _show(request, CORRECTION, link, now)


@post("/status/{token:str}/correct", opt=LINK, dependencies=BY_STATUS)
async def correct(
    request: Request[Any, Any, Any],
    link: Injected[FoundLink],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Answer:
    """Take the corrected parts: check them, show them, submit them."""
    return await _take(request, CORRECTION, link, relay, now)


@get("/status/{token:str}/contact", opt=LINK, dependencies=BY_STATUS)
async def show_contact_change(
    request: Request[Any, Any, Any], link: Injected[FoundLink], now: Injected[datetime]
) -> Response[str]:
    """Show whom the wholesaler's request went to, to be changed."""
    return await _show(request, CONTACT, link, now)


@post("/status/{token:str}/contact", opt=LINK, dependencies=BY_STATUS)
async def change_contact(
    request: Request[Any, Any, Any],
    link: Injected[FoundLink],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Answer:
    """Take another contact: check, show, submit."""
    return await _take(request, CONTACT, link, relay, now)


async def _show(
    request: Request[Any, Any, Any], kind: CorrectionKind, link: FoundLink, now: datetime
) -> Response[str]:
    amendment = await load_amendment(kind, link.application_number)
    if not amendment.is_open(now):
        raise SeeOtherError(_status_page(request))
    return await form_page(request, amendment, Form(typed_from(amendment.form)))


async def _take(
    request: Request[Any, Any, Any],
    kind: CorrectionKind,
    link: FoundLink,
    relay: Relay,
    now: datetime,
) -> Answer:
    amendment = await load_amendment(kind, link.application_number)
    form = Form(typed_from(amendment.form) | await typed_fields(request))
    if (language := form.typed("action")) in {"ja", "en"} and amendment.is_open(now):
        cookie = choose_language(request, language)
        shown = await form_page(request, amendment, form)
        shown.set_cookie(cookie)
        return shown
    understood = await _understand(form, amendment)
    is_newest = shown_revision(form) == amendment.facts.revision
    if understood == amendment.form and not is_newest:
        return see_other(_status_page(request))  # a second click
    if not amendment.is_open(now):
        raise _closed(request, amendment)
    if understood == amendment.form and kind is CONTACT:
        form.add_error("", "変更された項目がありません。変更する項目を入力してください。")
    if understood is None or not form.ok or not is_newest or form.typed("action") == "edit":
        return await form_page(request, amendment, form, changed=not is_newest)
    if form.typed("action") != "submit":
        return await check_page(request, amendment, form, understood)
    number = link.application_number
    await refuse(Limit(LimitKind.AMENDMENT, number, MOST_A_DAY, DAY, number), now)
    await _submit(request, amendment, understood, now)
    nudge = BackgroundTask(relay.nudge, link.application_number)
    return see_other(_status_page(request), background=nudge)


async def _understand(form: Form, amendment: Amendment) -> ApplicationForm | None:
    take_candidate(form)
    return understand_parts(
        form,
        amendment.parts,
        amendment.form,
        amendment.facts.mail_address,
        await listed_wholesalers(),
    )


async def _submit(
    request: Request[Any, Any, Any],
    amendment: Amendment,
    understood: ApplicationForm,
    now: datetime,
) -> None:
    """Submit; the status page tells what another click did, or that the deadline passed."""
    number, revision = amendment.facts.application_number, amendment.facts.revision
    try:
        await amendment.kind.submit(number, understood, revision=revision, now=now)
    except DeadlinePassedError as error:
        raise SeeOtherError(_status_page(request)) from error
    except MovedOnError as error:
        if (await load_amendment(amendment.kind, number)).form == understood:
            raise SeeOtherError(_status_page(request)) from error
        raise


def _closed(request: Request[Any, Any, Any], amendment: Amendment) -> Exception:
    """Somebody was faster, or the deadline passed, which the status page explains."""
    if amendment.facts.stage is amendment.kind.stage:
        return SeeOtherError(_status_page(request))
    return MovedOnError(amendment.facts.stage)


def _status_page(request: Request[Any, Any, Any]) -> str:
    return f"/status/{request.path_params['token']}"


async def form_page(
    request: Request[Any, Any, Any], amendment: Amendment, form: Form, *, changed: bool = False
) -> Response[str]:
    """Show the open parts as fields and the others as text; `changed` warns of another tab."""
    status = 409 if changed else 200
    return page(
        request,
        "applicant/amendment.html",
        status if form.ok else 422,
        form=form,
        amendment=amendment,
        token=request.path_params["token"],
        changed=changed,
        shown=await _as_text(request, amendment, amendment.form),
        choices=await form_choices(form, language_of(request)),
    )


async def check_page(
    request: Request[Any, Any, Any], amendment: Amendment, form: Form, understood: ApplicationForm
) -> Response[str]:
    """Show what was understood; what was typed goes along, hidden, until it is submitted."""
    return page(
        request,
        "applicant/amendment_check.html",
        form=form,
        amendment=amendment,
        token=request.path_params["token"],
        shown=await _as_text(request, amendment, understood),
        typed=[name for part in amendment.parts for name in PARTS[part]],
    )


async def _as_text(
    request: Request[Any, Any, Any], amendment: Amendment, form: ApplicationForm
) -> list[tuple[str, str, list[Row]]]:
    """Each part of the form, its title and its rows."""
    language = language_of(request)
    names = {each.id: each.name for each in await listed_wholesalers()}
    # A wholesaler that is listed no more can still be the one who was asked.
    wholesaler = names.get(form.wholesaler_id, amendment.facts.wholesaler_name)
    return [
        (part, translate(title, language), part_rows(part, form, wholesaler, language))
        for part, title in TITLES.items()
    ]
