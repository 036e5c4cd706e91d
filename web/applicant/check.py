"""「入力内容の確認」: every value as it was understood, and 「申請する」 (product.md, step 8)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import Redirect

from db.enrolment.application_form import Draft, submit_form
from db.enrolment.links import FoundLink
from db.enrolment.status import load_status
from db.enrolment.wholesalers import listed_wholesalers
from db.mailing.delays import mails_take_longer
from domain.enrolment.form import PARTS, TITLES, ApplicationForm
from domain.enrolment.stages import Part
from relay.delivery import Relay
from web.applicant.dependencies import BY_DRAFT, BY_LINK
from web.applicant.usual_times import Today
from web.application_form import fingerprint, understand
from web.context import Injected
from web.forms import Form, read_form
from web.guards import LINK
from web.language import Language, language_of, translate
from web.pages import SeeOtherError, page, see_other


@get("/apply/{token:str}/check", opt=LINK, dependencies=BY_DRAFT)
async def show_check(
    request: Request[Any, Any, Any], token: FromPath[str], draft: Injected[Draft]
) -> Response[str]:
    """Show what was understood of the draft, with a way to change each part."""
    form = Form(draft.typed)
    understood = await _complete(form, draft, token)
    names = {wholesaler.id: wholesaler.name for wholesaler in await listed_wholesalers()}
    return page(
        request,
        "applicant/check.html",
        form=form,
        token=token,
        draft=draft,
        parts=summary(
            understood,
            names[understood.wholesaler_id],
            draft,
            f"/apply/{token}/form",
            language_of(request),
        ),
        shown=fingerprint(understood),
        changed="changed" in request.query_params,
    )


@post("/apply/{token:str}/check", opt=LINK, dependencies=BY_DRAFT)
async def submit(  # noqa: PLR0913, PLR0917 -- what Litestar hands to a handler by name
    request: Request[Any, Any, Any],
    token: FromPath[str],
    link: Injected[FoundLink],
    draft: Injected[Draft],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Redirect:
    """Submit the form that was shown; one that another tab changed is shown again first."""
    understood = await _complete(Form(draft.typed), draft, token)
    if (await read_form(request)).typed("shown") != fingerprint(understood):
        return see_other(f"/apply/{token}/check?changed=yes")
    number = link.application_number
    await submit_form(
        number,
        understood,
        link_generation=link.generation,
        now=now,
        language=language_of(request),
    )
    return see_other(f"/apply/{token}/done", background=BackgroundTask(relay.nudge, number))


@get("/apply/{token:str}/done", opt=LINK, dependencies=BY_LINK)
async def done(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    link: Injected[FoundLink],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Say that the application was received, under which number, and what comes next."""
    if link.used_at is None:
        return see_other(f"/apply/{token}")
    status = await load_status(link.application_number)
    late = await mails_take_longer(now)
    standing = status.standing(now)
    return page(
        request,
        "applicant/done.html",
        received=status,
        standing=standing,
        late=late,
        today=Today.at(now),
    )


async def _complete(form: Form, draft: Draft, token: str) -> ApplicationForm:
    """The form if all of it is right; otherwise its page shows what is to be corrected."""
    understood = understand(form, draft.mail_address, await listed_wholesalers())
    if understood is None or not draft.password_kept or draft.password_refusals:
        raise SeeOtherError(f"/apply/{token}/form?check=yes")
    return understood


Row = tuple[str, str, str | None]


def summary(
    form: ApplicationForm, wholesaler_name: str, draft: Draft, form_url: str, language: Language
) -> list[tuple[str, list[Row]]]:
    """Return each fieldset's title with its rows: label, value, and the field to change it in."""
    parts = [
        (translate(title, language), part_rows(part, form, wholesaler_name, language, form_url))
        for part, title in TITLES.items()
    ]
    _, last = parts[-1]
    last.extend(_account(draft, form_url, language))
    return parts


def part_rows(
    part: Part,
    form: ApplicationForm,
    wholesaler_name: str,
    language: Language,
    form_url: str | None = None,
) -> list[Row]:
    """Return the rows of one fieldset; without a form's address they cannot be changed."""
    nothing = translate("入力なし", language)
    values: dict[str, str] = vars(form) | {
        "corporate_number": form.corporate_number or "",
        "head_office": translate(form.head_office, language),
        "wholesaler_id": wholesaler_name,
    }
    return [
        (translate(label, language), values[name] or nothing, form_url and f"{form_url}#{name}")
        for name, label in PARTS[part].items()
    ]


def _account(draft: Draft, form_url: str, language: Language) -> Iterator[Row]:
    """The rows that are no fields of the form: the password is never shown."""
    yield (
        translate("アカウントID", language),
        translate("アカウントIDは自動発行されます。", language),
        None,
    )
    yield (
        translate("パスワード", language),
        translate("設定済み（表示されません）", language),
        f"{form_url}#password",
    )
    yield translate("メールアドレス", language), draft.mail_address, None
