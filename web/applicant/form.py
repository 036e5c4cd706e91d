"""「加入申請情報登録」: the form with its draft (product.md, step 7)."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from db.enrolment.drafts import Draft, save_draft
from db.wholesalers import listed_wholesalers
from domain.enrolment.form import LABELS
from web.applicant.form_choices import form_choices
from web.applicant.new_password import understand_password
from web.applicant.opening import BY_DRAFT
from web.application_form import understand
from web.context import Given
from web.forms import Form, read_form
from web.guards import LINK
from web.language import language_of
from web.pages import page
from web.redirects import see_other


@get("/apply/{token:str}/form", opt=LINK, dependencies=BY_DRAFT)
async def show_form(
    request: Request[Any, Any, Any], token: FromPath[str], draft: Given[Draft]
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
    draft: Given[Draft],
    now: Given[datetime],
) -> Response[str] | Redirect:
    """Save the draft, right or wrong; then stay, or go on to the check page if all is right."""
    form = await read_form(request)
    only_save = form.typed("action") == "save"
    if form.typed("jan_candidate"):
        form.replace("jan_maker_code", form.typed("jan_candidate"))
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
