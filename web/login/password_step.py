"""The first step of a login: who it is, and the password."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from db.identity.login import CodeNeeded, LoginSuspended, NewSession
from domain.logins import LoginKind
from settings import Settings
from web.context import Injected
from web.forms import Form, read_form
from web.guards import PUBLIC
from web.login.attempt import (
    CompanySuspendedError,
    LoginAttempt,
    count_try,
    give_back,
    try_password,
)
from web.login.browser import known_browser, origin_of
from web.login.code_step import to_code_step
from web.login.entrance import Entrance, LoggedIn
from web.login.session import identifier_of, landing, logged_in, person_of
from web.pages import page, see_other, shared_page
from web.queues import FairQueue, Queues


def password_step(entrance: Entrance[LoggedIn]) -> list[HTTPRouteHandler]:
    """The login's own page, for one kind of person."""
    kind, template = entrance.kind, f"{entrance.kind.pages}/login.html"

    @get(kind.login, opt=PUBLIC)
    async def show_login(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
        """Show the form, or go on with somebody who is logged in already."""
        return_to = request.query_params.get("return_to", "")
        if await person_of(request, entrance) is not None:
            return see_other(landing(kind, return_to))
        return shared_page(request, template, return_to=return_to, ended=_ended(request, kind))

    @post(kind.login, opt=PUBLIC)
    async def log_in(
        request: Request[Any, Any, Any],
        settings: Injected[Settings],
        queues: Injected[Queues],
        now: Injected[datetime],
    ) -> Response[str] | Redirect:
        """Begin a session, go on to the code, or say what to correct."""
        form = await read_form(request)
        return_to = form.typed("return_to")
        attempt = _read_attempt(request, form, kind)
        if attempt is not None:
            queue = entrance.queue(queues)
            opened = await _try(attempt, queue, settings.alert_mail_address, now)
            if isinstance(opened, LoginSuspended):
                raise CompanySuspendedError
            if isinstance(opened, CodeNeeded):
                return to_code_step(request, kind, opened.token, return_to)
            if opened is not None:
                url = landing(kind, return_to)
                return logged_in(request, kind, attempt.login, opened.identifier, url)
            form.add_error("", entrance.failed)
        return page(request, template, 422, form=form, return_to=return_to, ended=False)

    return [show_login, log_in]


def _ended(request: Request[Any, Any, Any], kind: LoginKind) -> bool:
    """Whether the browser still has the cookie of a session, which must have ended by itself."""
    return identifier_of(request, kind) != ""


async def _try(
    attempt: LoginAttempt, queue: FairQueue, alert_to: str, now: datetime
) -> NewSession | CodeNeeded | LoginSuspended | None:
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


def _read_attempt(
    request: Request[Any, Any, Any], form: Form, kind: LoginKind
) -> LoginAttempt | None:
    """Read the form, and show IDs as understood (ux 9).

    None for what cannot be a login, which needs no look at any person.
    """
    understood = [(name, form.accept(name, rule)) for name, rule in kind.fields]
    login = tuple(value for _, value in understood if value is not None)
    if len(login) < len(understood):
        return None
    for name, value in understood:
        if not kind.login_is_personal:
            form.replace(name, value or "")
    return LoginAttempt(
        kind=kind,
        login=login,
        password=form.typed("password"),
        origin=origin_of(request),
        known_browser=known_browser(request, kind, *login),
        replaces=identifier_of(request, kind),
    )
