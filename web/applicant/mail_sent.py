"""「メールをお送りしました」: where to, until when, and what to do if it was the wrong address."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from db.mailing.delays import mails_take_longer
from settings import Settings
from web.applicant.asked import Asked, asked_for, stated_deadline
from web.applicant.mail_address import consented_terms, send_link, understand_address
from web.context import Injected
from web.forms import Form, read_form
from web.guards import PUBLIC
from web.pages import SeeOtherError, page


@get("/mail-address/sent", opt=PUBLIC)
async def mail_sent(
    request: Request[Any, Any, Any],
    settings: Injected[Settings],
    now: Injected[datetime],
) -> Response[str]:
    """Say what comes, until when it works, and what to do if it does not come."""
    asked = asked_for(request)
    form = Form({"mail_address": asked.mail_address} if asked else {})
    return await _page(request, settings, now, asked, form)


@post("/mail-address/sent", opt=PUBLIC)
async def send_again(
    request: Request[Any, Any, Any],
    settings: Injected[Settings],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Send the link again, to the same address or to a mended one; with the same limits."""
    asked = asked_for(request)
    if asked is None:
        raise SeeOtherError("/search")
    terms = await consented_terms(request, asked.name, now)
    form = await read_form(request)
    # It is shown in full, here and on the page that follows: once is enough.
    address = understand_address(form, twice=False)
    if address is None:
        return await _page(request, settings, now, asked, form)
    return await send_link(request, asked.name, address, terms, seen=asked.at)


async def _page(
    request: Request[Any, Any, Any],
    settings: Settings,
    now: datetime,
    asked: Asked | None,
    form: Form,
) -> Response[str]:
    return page(
        request,
        "applicant/mail_sent.html",
        200 if form.ok else 422,
        form=form,
        asked=asked,
        until=stated_deadline(request, settings, now),
        late=await mails_take_longer(now),
    )
