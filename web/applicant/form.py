"""「加入申請情報登録」: the form, its draft, choices and password (product.md, step 7)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from db.enrolment.application_form import Draft, DraftMovedOnError
from db.enrolment.wholesalers import listed_wholesalers
from domain.logins import MEMBERS
from domain.places import OVERSEAS, PREFECTURES
from web.applicant.corporations import Corporations, corporations_for
from web.applicant.dependencies import BY_DRAFT
from web.applicant.drafts import autosave, differences, save_typed
from web.applicant.filling import fill_address, fill_contact, fill_from_register, fill_jan
from web.application_form import jan_candidates, take_candidate, understand
from web.context import Injected
from web.forms import Form, query_form, read_form
from web.guards import LINK
from web.language import Language, language_cookie, language_of, translate
from web.login.passwords import hash_typed_twice
from web.pages import page, see_other
from web.wholesaler_choices import WholesalerChoices, wholesaler_choices

KNOWN_TO_OTHERS = ("company_name", "company_name_kana", "manager_name", "manager_name_kana")


@get("/apply/{token:str}/form", opt=LINK, dependencies=BY_DRAFT)
async def show_form(
    request: Request[Any, Any, Any], token: FromPath[str], draft: Injected[Draft]
) -> Response[str]:
    """Show the draft; with `?check=yes` also what is still to be corrected."""
    form = Form(draft.typed)
    query = request.query_params
    asked = query_form(request)
    if "check" in query:
        understand(form, draft.mail_address, await listed_wholesalers())
    if {"check", "saved"} & set(query):
        await _note_password(form, draft, needed="check" in query)
    return await form_page(
        request,
        token,
        draft,
        form,
        notice=query.get("notice", "saved" if "saved" in query else ""),
        corporations=await corporations_for(
            draft, asked.typed("corporation") if "corporation" in query else None
        ),
    )


@post("/apply/{token:str}/form", opt=LINK, dependencies=BY_DRAFT)
async def save_form(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    draft: Injected[Draft],
    now: Injected[datetime],
) -> Response[Any] | Redirect:
    """Save the draft, right or wrong, whichever button it was; then do what the button says.

    So whatever is to be corrected is shown by a page that can be reloaded, and gone back to.
    """
    form = await read_form(request)
    action = form.typed("action")
    if action == "autosave":
        return await autosave(request, draft, form, now)
    take_candidate(form)
    fill_jan(form)
    fill_contact(form)
    query = await _filled(form, action)
    password_hash = await understand_password(form, draft)
    try:
        await save_typed(draft, form, password_hash, now)
    except DraftMovedOnError:
        return await _moved_on(request, token, draft, form)
    if action in {"ja", "en"}:
        return see_other(f"/apply/{token}/form", cookies=[language_cookie(request, action)])
    if action == "wholesaler":
        return see_other(f"/apply/{token}/wholesaler")
    return see_other(f"/apply/{token}/{'form?' + query if query else 'check'}")


async def _filled(form: Form, action: str) -> str:
    """Fill in what the button asks for; gives the query of the page that shows it."""
    number, sought = form.typed("corporation"), form.typed("corporation_name")
    if number:
        notice = "corporation" if await fill_from_register(form, number) else "no_corporation"
        return f"notice={notice}"
    if action == "enter" and sought not in {"", form.typed("corporation_shown")}:
        action = "corporations"  # Enter was pressed where the name to search for is typed
    match action:
        case "corporations":
            return urlencode({"corporation": sought}) + "#corporation_name"
        case "address":
            notice = "address" if await fill_address(form) else "no_address"
            return f"notice={notice}#postal_code"
        case "save":
            return "saved=yes"
    return ""


async def _moved_on(
    request: Request[Any, Any, Any], token: str, draft: Draft, form: Form
) -> Response[str]:
    """Show what was typed here beside what another page saved; the next press decides."""
    return await form_page(request, token, draft, form, saved_elsewhere=True)


async def form_page(  # noqa: PLR0913 -- what the page shows
    request: Request[Any, Any, Any],
    token: str,
    draft: Draft,
    form: Form,
    *,
    notice: str = "",
    corporations: Corporations | None = None,
    saved_elsewhere: bool = False,
) -> Response[str]:
    """Render the form; `saved_elsewhere`: it differs from the draft, which another page saved."""
    language = language_of(request)
    status = 409 if saved_elsewhere else 200
    return page(
        request,
        "applicant/form.html",
        status if form.ok else 422,
        form=form,
        token=token,
        draft=draft,
        notice=notice,
        corporations=corporations,
        saved_elsewhere=await differences(form, draft, language) if saved_elsewhere else None,
        password_kept=draft.password_kept,
        choices=await form_choices(form, language),
    )


@dataclass(frozen=True)
class FormChoices:
    """The options as components.html takes them."""

    jan_candidates: list[tuple[str, str, None]]
    places: list[tuple[str, str]]
    wholesalers: WholesalerChoices


async def form_choices(form: Form, language: Language) -> FormChoices:
    """Return the options in the language of the page."""
    return FormChoices(
        jan_candidates=jan_candidates(form),
        places=[(place, translate(place, language)) for place in (*PREFECTURES, OVERSEAS)],
        wholesalers=await wholesaler_choices(),
    )


PASSWORD_LABELS = {"password": "パスワード", "password_again": "パスワード(再入力)"}


async def understand_password(form: Form, draft: Draft) -> str | None:
    """Return the hash of a typed password that is good; None when the draft's own is to stay.

    Errors are noted when it is weak, or the two differ.
    """
    if not (form.typed("password") or form.typed("password_again")):
        return None
    return await _judged(form, draft)


async def _note_password(form: Form, draft: Draft, *, needed: bool) -> None:
    """Note why the newest password was not taken, or that one is needed."""
    for field, refusal in draft.password_refusals:
        form.add_error(field, refusal, label=PASSWORD_LABELS[field])
    if needed and not draft.password_kept and not draft.password_refusals:
        await _judged(form, draft)


async def _judged(form: Form, draft: Draft) -> str | None:
    context = [form.typed(name) for name in KNOWN_TO_OTHERS] + [draft.mail_address]
    first, again = PASSWORD_LABELS.values()
    return await hash_typed_twice(form, MEMBERS, context, (first, again))
