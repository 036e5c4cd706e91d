"""「加入申請情報登録」: the form, its draft, choices and password (product.md, step 7)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from db.enrolment.application_form import Draft, save_draft
from db.enrolment.wholesalers import listed_wholesalers
from domain.enrolment.form import LABELS
from domain.logins import MEMBERS
from domain.places import OVERSEAS, PREFECTURES
from web.applicant.dependencies import BY_DRAFT
from web.application_form import jan_candidates, take_candidate, understand
from web.context import Injected
from web.forms import Form, read_form
from web.guards import LINK
from web.language import Language, language_of, translate
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
    if "check" in request.query_params:
        understand(form, draft.mail_address, await listed_wholesalers())
        await understand_password(form, draft, needed=True)
    return await _page(request, token, draft, form, saved="saved" in request.query_params)


@post("/apply/{token:str}/form", opt=LINK, dependencies=BY_DRAFT)
async def save_form(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    draft: Injected[Draft],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Save the draft, right or wrong; then stay, or go on to the check page if all is right."""
    form = await read_form(request)
    only_save = form.typed("action") == "save"
    take_candidate(form)
    if not only_save:
        understand(form, draft.mail_address, await listed_wholesalers())
    password_hash = await understand_password(form, draft, needed=not only_save)
    typed = {name: form.typed(name) for name in LABELS}
    await save_draft(draft.application_number, typed, password_hash, now)
    if not form.ok:
        kept = draft.password_kept or password_hash is not None
        return await _page(request, token, draft, form, password_kept=kept)
    return see_other(f"/apply/{token}/form?saved=yes" if only_save else f"/apply/{token}/check")


async def _page(  # noqa: PLR0913 -- what the page shows
    request: Request[Any, Any, Any],
    token: str,
    draft: Draft,
    form: Form,
    *,
    saved: bool = False,
    password_kept: bool | None = None,
) -> Response[str]:
    return page(
        request,
        "applicant/form.html",
        200 if form.ok else 422,
        form=form,
        token=token,
        draft=draft,
        saved=saved,
        password_kept=draft.password_kept if password_kept is None else password_kept,
        choices=await form_choices(form, language_of(request)),
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


async def understand_password(form: Form, draft: Draft, *, needed: bool) -> str | None:
    """Return the hash of a typed password that is good; None when the draft's own is to stay.

    An error is noted when it is weak, when the two differ, and when one is `needed` and the
    draft has none.
    """
    typed = form.typed("password") or form.typed("password_again")
    if not typed and (draft.password_kept or not needed):
        return None
    context = [form.typed(name) for name in KNOWN_TO_OTHERS] + [draft.mail_address]
    return await hash_typed_twice(form, MEMBERS, context, ("パスワード", "パスワード(再入力)"))
