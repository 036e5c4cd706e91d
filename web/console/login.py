"""The login to the console: mail address and password, then the code of the second factor."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from db.console.login import CodeNeeded, Session
from domain.mail_addresses import accept_mail_address, mailbox_key
from settings import Settings
from web.console.logged_in import known_browser, logged_in
from web.console.login_attempt import LoginAttempt, give_back, is_slow, try_password
from web.console.return_to import console_path
from web.console.second_step import to_second_step
from web.console.session import identifier_of, staff_of
from web.context import Given, settings_of
from web.fair_queue import FairQueue
from web.forms import Form, read_form
from web.guards import PUBLIC
from web.pages import page
from web.queues import Queues
from web.redirects import see_other
from web.security import client_network

TEMPLATE = "console/login.html"

FAILED = (
    "ログインできませんでした。メールアドレスとパスワードをご確認のうえ、もう一度入力してください。"
    "利用を停止されている場合もログインできません。"
)
"""The one answer to every failed try, whatever was wrong (S13)."""


@get("/console/login", opt=PUBLIC)
async def show_login(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
    """Show the form, or go on with somebody who is logged in already."""
    return_to = request.query_params.get("return_to", "")
    if await staff_of(request) is not None:
        return see_other(console_path(return_to))
    return page(request, TEMPLATE, form=Form(), return_to=return_to)


@post("/console/login", opt=PUBLIC)
async def log_in(
    request: Request[Any, Any, Any],
    settings: Given[Settings],
    queues: Given[Queues],
    now: Given[datetime],
) -> Response[str] | Redirect:
    """Go on to the code, or say what to correct."""
    form = await read_form(request)
    return_to = form.typed("return_to")
    attempt = _read_attempt(request, form)
    if attempt is not None:
        opened = await _try(attempt, queues.console, settings.alert_mail_address, now)
        if isinstance(opened, CodeNeeded):
            return to_second_step(request, opened.token, return_to)
        if opened is not None:
            return logged_in(request, attempt.mail_address, opened.identifier, return_to)
        form.add_error("", FAILED)
    return page(request, TEMPLATE, 422, form=form, return_to=return_to)


async def _try(
    attempt: LoginAttempt, queue: FairQueue, alert_to: str, now: datetime
) -> Session | CodeNeeded | None:
    """Go as far as the password leads, when it is the turn of this browser's network."""
    async with queue.turn(attempt.known_browser or attempt.network):
        async with queue.working:
            slow = await is_slow(attempt, alert_to, now)
        if slow:
            await queue.pause()
        async with queue.working:
            opened = await try_password(attempt, now)
            if opened is not None and attempt.known_browser is None:
                await give_back(attempt)
    return opened


def _read_attempt(request: Request[Any, Any, Any], form: Form) -> LoginAttempt | None:
    """Read the form; None for what cannot be an address, which needs no look at any person."""
    typed = form.accept("mail_address", accept_mail_address)
    if typed is None:
        return None
    mail_address = mailbox_key(typed)
    return LoginAttempt(
        mail_address=mail_address,
        password=form.typed("password"),
        network=client_network(request, settings_of(request.app.state).trusted_proxies),
        known_browser=known_browser(request, mail_address),
        replaces=identifier_of(request),
    )
