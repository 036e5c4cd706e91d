"""A new version of the terms: typed, previewed as applicants see it, and published."""

import hashlib
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response, get, post

from db.console.staff import Staff
from db.terms import NewTerms, Terms, TooEarlyError, next_version, publish, refuse_too_early
from domain.business_calendar import format_jst
from domain.days import accept_beginning
from domain.text import InvalidInput, accept_text
from texts.audit_log import CONSENT_BY
from web.console.acts import ActPage, read_why, show_act
from web.console.terms.versions import LIST, pdf_of
from web.context import Injected
from web.forms import Form, read_form
from web.said import Said, Told, told
from web.terms.document import articles

NEW = f"{LIST}/new"
FIELDS, PREVIEW = "console/terms/new.html", "console/terms/preview.html"
LONGEST = 50_000
"""Characters of a text."""

MOST_BYTES = 1024 * 1024
"""A form with both texts, each character of which may take nine bytes."""

LABELS = {
    "body": "本文（日本語）",
    "body_english": "参考訳（英語）",
    "effective_from": "発効日",
    "consent_by": "同意が必要な会員",
}
WRITING = ActPage(
    "新しい版を作る",
    ("次の画面で、申請者に表示されるとおりに確認してから公開します。",),
    back=LIST,
    said=Said("新しい版を公開しました"),
)


@get(NEW)
async def show_new_version(
    request: Request[Any, Any, Any], staff: Injected[Staff]
) -> Response[str]:
    """Ask for the texts."""
    return await show_act(request, staff, WRITING, Form(), FIELDS, who=CONSENT_BY)


@post(NEW, status_code=200, request_max_body_size=MOST_BYTES)
async def take_new_version(
    request: Request[Any, Any, Any], staff: Injected[Staff], now: Injected[datetime]
) -> Response[str] | Told:
    """Preview it, go back to the texts, or publish it, by the button that was pressed."""
    form = await read_form(request)
    new, why = await _understand(form, now), read_why(form, staff)
    if new is not None and why is not None and form.typed("action") == "publish":
        try:
            version = await publish(new, why, now)
            return told(f"{LIST}/{version}", _published(version, new))
        except TooEarlyError as error:
            form.add_error("effective_from", _too_early(error))
    if new is None or why is None or not form.ok or form.typed("action") == "edit":
        return await show_act(request, staff, WRITING, form, FIELDS, who=CONSENT_BY)
    return await _preview(request, staff, new, form)


def _published(version: int, new: NewTerms) -> Said:
    return Said(
        f"第{version}版を公開しました",
        (
            f"{format_jst(new.effective_from)}に発効します。それまでは、この版の公開を取り消せます。",
            _CONSENT[new.consent_by],
        ),
    )


_CONSENT = {
    "nobody": "会員には、あらためて同意を求めません。",
    "id_managers": "発効すると、ID管理ユーザーには、次に会員ページを開くときに同意を求めます。",
    "everyone": "発効すると、すべての会員に、次に会員ページを開くときに同意を求めます。",
}


@post(f"{NEW}/pdf", status_code=200, request_max_body_size=MOST_BYTES)
async def preview_pdf(
    request: Request[Any, Any, Any], staff: Injected[Staff], now: Injected[datetime]
) -> Response[str] | Response[bytes]:
    """Give the file that applicants would download; nothing is kept."""
    form = await read_form(request)
    new = await _understand(form, now)
    if new is None:
        return await show_act(request, staff, WRITING, form, FIELDS, who=CONSENT_BY)
    digest = hashlib.sha256(new.body.encode()).hexdigest()
    return await pdf_of(Terms(version=await next_version(), text_sha256=digest, **asdict(new)))


async def _understand(form: Form, now: datetime) -> NewTerms | None:
    """Understand every field, noting all errors; None when there is any."""
    text = partial(accept_text, most=LONGEST)
    new = form.complete(
        lambda take: NewTerms(
            body=take("body", text, LABELS["body"]),
            body_english=take("body_english", text, LABELS["body_english"]),
            effective_from=take("effective_from", accept_beginning, LABELS["effective_from"]),
            consent_by=take("consent_by", _accept_who, LABELS["consent_by"]),
        )
    )
    if new is None:
        return None
    try:
        await refuse_too_early(new.effective_from, now)
    except TooEarlyError as error:
        form.add_error("effective_from", _too_early(error))
        return None
    return new


def _accept_who(text: str) -> str:
    if text not in CONSENT_BY:
        raise InvalidInput("選択してください。")
    return text


def _too_early(error: TooEarlyError) -> InvalidInput:
    if error.after is None:
        return InvalidInput("発効日は今日以降の日にしてください。")
    return InvalidInput(
        "発効日は{after}より後の日にしてください。過去の日や、ほかの版より前の日にはできません。",
        after=format_jst(error.after),
    )


async def _preview(
    request: Request[Any, Any, Any], staff: Staff, new: NewTerms, form: Form
) -> Response[str]:
    version = await next_version()
    act = ActPage(
        f"第{version}版を確認する",
        (
            "公開すると、発効日から、新しい申請者はこの版に同意します。発効日までは公開を取り消せます。",
        ),
        back=LIST,
        said=_published(version, new),
        shown=(
            ("版", f"第{version}版"),
            ("発効日", format_jst(new.effective_from)),
            ("同意が必要な会員", CONSENT_BY[new.consent_by]),
        ),
    )
    return await show_act(
        request,
        staff,
        act,
        form,
        PREVIEW,
        version=version,
        japanese=articles(new.body),
        english=articles(new.body_english),
        fields=(*LABELS, "reason"),
    )
