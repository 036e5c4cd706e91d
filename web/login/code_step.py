"""The second step of a login: a code of the authenticator app, or a recovery code (S21)."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from db.identity.challenges import LIFETIME, CodeStepOverError
from db.identity.credentials import Credentials
from db.identity.login import CodeAttempt, begin_by_code, waiting_login
from domain import login_limits
from domain.logins import LoginKind
from domain.second_factor import accept_code, accept_recovery_code
from settings import Settings
from web.context import Injected
from web.cookies import Connection, private_cookie, read_cookie
from web.forms import Form, read_form
from web.guards import PUBLIC
from web.login.browser import known_browser, origin_of
from web.login.entrance import Entrance, LoggedIn
from web.login.session import identifier_of, landing, logged_in, login_url
from web.pages import page, see_other
from web.throttle import refuse

RECOVERY = "recovery"

WRONG_CODE = (
    "確認コードが違うか、使用済みです。認証アプリに次に表示される確認コードを入力してください。"
)
WRONG_RECOVERY_CODE = "回復コードが違うか、使用済みです。別の回復コードを入力してください。"


def to_code_step(connection: Connection, kind: LoginKind, token: str, return_to: str) -> Redirect:
    """Redirect somebody whose password was right to the page that asks for the code."""
    lifetime = int(LIFETIME.total_seconds())
    cookie = private_cookie(connection, kind.code_cookie, token, max_age=lifetime)
    return see_other(f"{_path(kind)}?{urlencode({'return_to': return_to})}", cookies=[cookie])


def code_step(entrance: Entrance[LoggedIn]) -> list[HTTPRouteHandler]:
    """The page that asks for the code, for one kind of person."""
    kind, template = entrance.kind, f"{entrance.kind.pages}/login_code.html"

    @get(_path(kind), opt=PUBLIC)
    async def show_code_step(
        request: Request[Any, Any, Any], now: Injected[datetime]
    ) -> Response[str] | Redirect:
        """Ask for the code, or for the password where no code is awaited."""
        asked = request.query_params
        return_to = asked.get("return_to", "")
        try:
            await waiting_login(kind, read_cookie(request, kind.code_cookie), now)
        except CodeStepOverError:
            return see_other(login_url(kind, return_to))
        recovery = asked.get("way") == RECOVERY
        return page(request, template, form=Form(), recovery=recovery, return_to=return_to)

    @post(_path(kind), opt=PUBLIC)
    async def enter_code(
        request: Request[Any, Any, Any], settings: Injected[Settings], now: Injected[datetime]
    ) -> Response[str] | Redirect:
        """Begin the session, or say what to correct."""
        form = await read_form(request)
        recovery, return_to = form.typed("way") == RECOVERY, form.typed("return_to")
        try:
            entered = await _enter(request, form, kind, settings, now)
        except CodeStepOverError:
            if entrance.code_over is None:
                raise
            return _from_the_start(request, entrance.code_over, kind, return_to)
        if entered is None:
            return page(request, template, 422, form=form, recovery=recovery, return_to=return_to)
        return _let_in(request, *entered, kind.after_recovery if recovery else return_to)

    return [show_code_step, enter_code]


async def _enter(
    request: Request[Any, Any, Any], form: Form, kind: LoginKind, settings: Settings, now: datetime
) -> tuple[Credentials, str] | None:
    """Give the person and the session's identifier; None and an error for a wrong code."""
    recovery = form.typed("way") == RECOVERY
    code = form.accept("code", accept_recovery_code if recovery else accept_code)
    if code is None:
        return None
    attempt = CodeAttempt(
        token=read_cookie(request, kind.code_cookie),
        code=code,
        recovery=recovery,
        origin=origin_of(request),
        replaces=identifier_of(request, kind),
    )
    who = await waiting_login(kind, attempt.token, now)
    await _limit_codes(request, attempt, who, now)
    identifier = await begin_by_code(attempt, who, settings.link_keys, now)
    if identifier is not None:
        return who, identifier
    form.add_error("code", WRONG_RECOVERY_CODE if recovery else WRONG_CODE)
    return None


async def _limit_codes(
    request: Request[Any, Any, Any], attempt: CodeAttempt, who: Credentials, now: datetime
) -> None:
    """Count one code; raises `TooManyRequestsError` when there were too many.

    Nobody is locked out by a stranger who knows the password: a browser that logged in before
    has its own limit, and recovery codes, which nobody can guess, have none (S15).
    """
    if not attempt.recovery:
        known = known_browser(request, who.kind, *who.login)
        await refuse(login_limits.of_codes(who.kind, who.login, known), now)


def _let_in(
    request: Request[Any, Any, Any], who: Credentials, identifier: str, wanted: str
) -> Redirect:
    url = landing(who.kind, wanted)
    answer = logged_in(request, who.kind, who.login, identifier, url)
    answer.set_cookie(private_cookie(request, who.kind.code_cookie, "", max_age=0))
    return answer


def _from_the_start(
    request: Request[Any, Any, Any], message: str, kind: LoginKind, return_to: str
) -> Response[str]:
    form = Form()
    form.add_error("", message)
    return page(
        request, f"{kind.pages}/login.html", 422, form=form, return_to=return_to, ended=False
    )


def _path(kind: LoginKind) -> str:
    return f"{kind.login}/code"
