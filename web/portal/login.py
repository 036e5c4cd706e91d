"""The login: 企業ID, アカウントID and パスワード (product.md, step 10)."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from domain.identifiers import accept_account_id, accept_company_id
from settings import Settings
from web.context import Given
from web.fair_queue import FairQueue
from web.forms import Form, read_form
from web.guards import PUBLIC
from web.pages import page
from web.portal.known_browser import known_browser
from web.portal.logged_in import logged_in
from web.portal.login_attempt import (
    CodeNeeded,
    LoginAttempt,
    Session,
    count_try,
    give_back,
    try_password,
)
from web.portal.origin import origin_of
from web.portal.return_to import local_path
from web.portal.second_step import to_second_step
from web.portal.session import identifier_of, member_of
from web.queues import Queues
from web.redirects import see_other

FAILED = (
    "ログインできませんでした。企業ID、アカウントID、パスワードをご確認のうえ、もう一度入力してください。"
    "アカウントが停止されている場合もログインできません。"
)
"""The one answer to every failed try, whatever was wrong (S13)."""


@get("/login", opt=PUBLIC)
async def show_login(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
    """Show the form, or go on with somebody who is logged in already."""
    return_to = request.query_params.get("return_to", "")
    if await member_of(request) is not None:
        return see_other(local_path(return_to))
    return page(request, "portal/login.html", form=Form(), return_to=return_to)


@post("/login", opt=PUBLIC)
async def log_in(
    request: Request[Any, Any, Any],
    settings: Given[Settings],
    queues: Given[Queues],
    now: Given[datetime],
) -> Response[str] | Redirect:
    """Begin a session, or say what to correct."""
    form = await read_form(request)
    return_to = form.typed("return_to")
    attempt = _read_attempt(request, form)
    if attempt is not None:
        opened = await _try(attempt, queues.logins, settings.alert_mail_address, now)
        if isinstance(opened, CodeNeeded):
            return to_second_step(request, opened.token, return_to)
        if opened is not None:
            ids = (attempt.company_id, attempt.account_id)
            return logged_in(request, *ids, opened.identifier, local_path(return_to))
        form.add_error("", FAILED)
    return page(request, "portal/login.html", 422, form=form, return_to=return_to)


async def _try(
    attempt: LoginAttempt, queue: FairQueue, alert_to: str, now: datetime
) -> Session | CodeNeeded | None:
    """Go as far as the password leads, when it is the turn of this browser's network."""
    async with queue.turn(attempt.known_browser or attempt.origin.network):
        async with queue.working:
            tried = await count_try(attempt, alert_to, now)
        if tried.slow:
            await queue.pause()
        async with queue.working:
            opened = await try_password(attempt, now)
            if opened is not None:
                await give_back(tried)
    return opened


def _read_attempt(request: Request[Any, Any, Any], form: Form) -> LoginAttempt | None:
    """Read the form, and show the IDs as understood (ux 9).

    None when one of them cannot be an ID, which needs no look at any account.
    """
    company_id = form.accept("company_id", accept_company_id)
    account_id = form.accept("account_id", accept_account_id)
    if company_id is None or account_id is None:
        return None
    form.replace("company_id", company_id)
    form.replace("account_id", account_id)
    return LoginAttempt(
        company_id=company_id,
        account_id=account_id,
        password=form.typed("password"),
        origin=origin_of(request),
        known_browser=known_browser(request, company_id, account_id),
        replaces=identifier_of(request),
    )
