"""A wholesaler that the form does not offer, or whose contact is unknown: who it is is told."""

from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import Redirect

from db.enrolment.application_form import Draft
from db.enrolment.wholesaler_questions import ask_about_wholesaler, open_question
from domain.enrolment.form import Missing
from domain.lengths import LONGEST_NAME
from domain.text import InvalidInput, accept_line, accept_text, trim
from relay.delivery import Relay
from settings import Settings
from web.applicant.dependencies import BY_DRAFT
from web.context import Injected
from web.forms import Form, read_form
from web.guards import LINK
from web.pages import page, see_other

_LONGEST_NOTE = 500


@get("/apply/{token:str}/wholesaler", opt=LINK, dependencies=BY_DRAFT)
async def show_question(
    request: Request[Any, Any, Any], token: FromPath[str], draft: Injected[Draft]
) -> Response[str]:
    """Ask which it is; or say what was told, which can be told anew until it is answered."""
    told = await open_question(draft.application_number)
    typed = {"missing": told.missing, "name": told.name, "note": told.note} if told else {}
    return _page(request, token, draft, Form(typed), told=told)


@post("/apply/{token:str}/wholesaler", opt=LINK, dependencies=BY_DRAFT)
async def ask(  # noqa: PLR0913, PLR0917 -- what a handler is given
    request: Request[Any, Any, Any],
    token: FromPath[str],
    draft: Injected[Draft],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Note it for an administrator."""
    form = await read_form(request)
    told = form.complete(
        lambda take: (
            take("missing", _accept_missing, "お困りの内容"),
            take("name", partial(accept_line, most=LONGEST_NAME), "卸売業の企業名"),
            take("note", _accept_note, "そのほかに分かること"),
        )
    )
    if told is None:
        return _page(request, token, draft, form, told=None)
    await ask_about_wholesaler(draft.application_number, *told, policy=settings.policy, now=now)
    nudge = BackgroundTask(relay.nudge, draft.application_number)
    return see_other(f"/apply/{token}/wholesaler", background=nudge)


def _page(
    request: Request[Any, Any, Any], token: str, draft: Draft, form: Form, *, told: object
) -> Response[str]:
    return page(
        request,
        "applicant/wholesaler_question.html",
        200 if form.ok else 422,
        form=form,
        token=token,
        draft=draft,
        told=told,
    )


def _accept_missing(text: str) -> Missing:
    try:
        return Missing(text)
    except ValueError as error:
        raise InvalidInput("選択してください。") from error


def _accept_note(text: str) -> str:
    return accept_text(text, most=_LONGEST_NOTE) if trim(text) else ""
