"""What is typed is kept: by every button, and by the page itself as one types."""

from datetime import datetime
from typing import Any

from litestar import MediaType, Request, Response

from db.enrolment.application_form import Draft, DraftMovedOnError, save_draft
from db.enrolment.wholesalers import listed_wholesalers
from domain.business_calendar import format_jst
from domain.enrolment.form import LABELS
from domain.text import InvalidInput
from web.application_form import shown_revision
from web.forms import Form
from web.language import Language, language_of, say, translate

_PASSWORDS = ("password", "password_again")


async def save_typed(draft: Draft, form: Form, password_hash: str | None, now: datetime) -> int:
    """Save what a page of the form sent, passwords apart; gives the new version.

    Raises `DraftMovedOnError` when another page saved something else since this one was shown.
    """
    refusals = [(name, form.refusal(name)) for name in _PASSWORDS]
    return await save_draft(
        draft.application_number,
        {name: form.typed(name) for name in LABELS},
        password_hash,
        now,
        shown=shown_revision(form, "version"),
        refusals=[(name, why) for name, why in refusals if isinstance(why, InvalidInput)],
    )


async def autosave(
    request: Request[Any, Any, Any], draft: Draft, form: Form, now: datetime
) -> Response[dict[str, Any]]:
    """Answer the page's own script: the new version, and what is said about it (form.js)."""
    language = language_of(request)
    try:
        version = await save_typed(draft, form, None, now)
    except DraftMovedOnError:
        said = translate(
            "別の画面で保存された内容があるため、自動での保存を止めました。"
            "「下書きを保存する」を押すと、内容を比べられます。",
            language,
        )
        return Response({"said": said}, status_code=409, media_type=MediaType.JSON)
    when = InvalidInput("最後の保存：{when}（自動）", when=format_jst(now, language))
    return Response(
        {"version": version, "said": say(when, language)},
        media_type=MediaType.JSON,
        status_code=200,
    )


async def differences(form: Form, draft: Draft, language: Language) -> list[tuple[str, str, str]]:
    """The fields that differ: their labels, what was typed here, and what is saved."""
    wholesalers = {str(each.id): each.name for each in await listed_wholesalers()}
    saved = Form(draft.typed)

    def shown(one: Form, name: str) -> str:
        value = one.value(name)
        return wholesalers.get(value, value) if name == "wholesaler_id" else value

    return [
        (translate(label, language), shown(form, name), shown(saved, name))
        for name, label in LABELS.items()
        if form.typed(name) != saved.typed(name)
    ]
