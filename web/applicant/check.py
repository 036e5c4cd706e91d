"""「入力内容の確認」, 「申請する」 and what follows (product.md, step 8)."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import Redirect

from db.enrolment.drafts import Draft
from db.enrolment.links import FoundLink
from db.enrolment.status import load_status
from db.enrolment.submissions import submit_form
from db.mailing.delays import mails_take_longer
from db.wholesalers import listed_wholesalers
from domain.enrolment.form import ApplicationForm
from relay.delivery import Relay
from web.applicant.opening import BY_DRAFT, BY_LINK
from web.applicant.summary import summary
from web.application_form import fingerprint, understand
from web.context import Given
from web.forms import Form, read_form
from web.guards import LINK
from web.language import language_of
from web.pages import page
from web.redirects import SeeOtherError, see_other


@get("/apply/{token:str}/check", opt=LINK, dependencies=BY_DRAFT)
async def show_check(
    request: Request[Any, Any, Any], token: FromPath[str], draft: Given[Draft]
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
    link: Given[FoundLink],
    draft: Given[Draft],
    relay: Given[Relay],
    now: Given[datetime],
) -> Redirect:
    """Submit the form that was shown; one that another tab changed is shown again first."""
    understood = await _complete(Form(draft.typed), draft, token)
    if (await read_form(request)).typed("shown") != fingerprint(understood):
        return see_other(f"/apply/{token}/check?changed=yes")
    number = link.application_number
    await submit_form(number, understood, link_generation=link.generation, now=now)
    return see_other(f"/apply/{token}/done", background=BackgroundTask(relay.nudge, number))


@get("/apply/{token:str}/done", opt=LINK, dependencies=BY_LINK)
async def done(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    link: Given[FoundLink],
    now: Given[datetime],
) -> Response[str] | Redirect:
    """Say that the application was received, under which number, and what comes next."""
    if link.used_at is None:
        return see_other(f"/apply/{token}")
    status = await load_status(link.application_number)
    late = await mails_take_longer(now)
    return page(request, "applicant/done.html", received=status, late=late)


async def _complete(form: Form, draft: Draft, token: str) -> ApplicationForm:
    """The form if all of it is right; otherwise its page shows what is to be corrected."""
    understood = understand(form, draft.mail_address, await listed_wholesalers())
    if understood is None or not draft.password_kept:
        raise SeeOtherError(f"/apply/{token}/form?check=yes")
    return understood
