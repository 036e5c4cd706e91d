"""The second step of a login: a code of the authenticator app, or a recovery code (S21)."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.response import Redirect

from db.console.login import CodeAttempt, Credentials, begin_by_code, waiting_login
from db.members.login_challenges import LIFETIME, CodeStepOverError
from domain.limits import Limit, LimitKind
from domain.second_factor import accept_code, accept_recovery_code
from settings import Settings
from web.console.logged_in import known_browser, logged_in
from web.console.return_to import login_url
from web.console.session import identifier_of
from web.context import Given
from web.forms import Form, read_form
from web.guards import PUBLIC
from web.pages import page
from web.portal.cookies import Connection, private_cookie, read_cookie
from web.redirects import see_other
from web.throttle import refuse

PATH = "/console/login/code"
COOKIE = "console-code"
RECOVERY = "recovery"
TEMPLATE = "console/code.html"

MOST, WINDOW = 10, timedelta(hours=1)
"""Codes of a person from strange browsers, and codes from one browser that logged in before."""

WRONG_CODE = (
    "確認コードが違うか、使用済みです。認証アプリに次に表示される確認コードを入力してください。"
)
WRONG_RECOVERY_CODE = "回復コードが違うか、使用済みです。別の回復コードを入力してください。"
OVER = "確認コードを入力できる時間か回数を過ぎました。もう一度、パスワードから入力してください。"


def to_second_step(connection: Connection, token: str, return_to: str) -> Redirect:
    """Lead somebody whose password was right to the page that asks for the code."""
    lifetime = int(LIFETIME.total_seconds())
    cookie = private_cookie(connection, COOKIE, token, max_age=lifetime)
    return see_other(f"{PATH}?{urlencode({'return_to': return_to})}", cookies=[cookie])


@get(PATH, opt=PUBLIC)
async def show_second_step(
    request: Request[Any, Any, Any], now: Given[datetime]
) -> Response[str] | Redirect:
    """Ask for the code, or for the password where no code is awaited."""
    asked = request.query_params
    return_to = asked.get("return_to", "")
    try:
        await waiting_login(read_cookie(request, COOKIE), now)
    except CodeStepOverError:
        return see_other(login_url(return_to))
    recovery = asked.get("way") == RECOVERY
    return page(request, TEMPLATE, form=Form(), recovery=recovery, return_to=return_to)


@post(PATH, opt=PUBLIC)
async def enter_code(
    request: Request[Any, Any, Any], settings: Given[Settings], now: Given[datetime]
) -> Response[str] | Redirect:
    """Begin the session, or say what to correct."""
    form = await read_form(request)
    return_to = form.typed("return_to")
    try:
        entered = await _enter(request, form, settings, now)
    except CodeStepOverError:
        form = Form()
        form.add_error("", OVER)
        return page(request, "console/login.html", 422, form=form, return_to=return_to)
    if entered is None:
        recovery = _is_recovery(form)
        return page(request, TEMPLATE, 422, form=form, recovery=recovery, return_to=return_to)
    who, identifier = entered
    # Whoever needed a recovery code sees first how many are left.
    wanted = "/console/profile" if _is_recovery(form) else return_to
    answer = logged_in(request, who.mail_address, identifier, wanted)
    answer.set_cookie(private_cookie(request, COOKIE, "", max_age=0))
    return answer


async def _enter(
    request: Request[Any, Any, Any], form: Form, settings: Settings, now: datetime
) -> tuple[Credentials, str] | None:
    """Give the person and the session's identifier; None and an error for a wrong code."""
    recovery = _is_recovery(form)
    code = form.accept("code", accept_recovery_code if recovery else accept_code)
    if code is None:
        return None
    attempt = CodeAttempt(
        token=read_cookie(request, COOKIE),
        code=code,
        recovery=recovery,
        replaces=identifier_of(request),
    )
    who = await waiting_login(attempt.token, now)
    await _limit_codes(request, attempt, who, now)
    identifier = await begin_by_code(attempt, who, settings.link_keys, now)
    if identifier is not None:
        return who, identifier
    form.add_error("code", WRONG_RECOVERY_CODE if recovery else WRONG_CODE)
    return None


def _is_recovery(form: Form) -> bool:
    return form.typed("way") == RECOVERY


async def _limit_codes(
    request: Request[Any, Any, Any], attempt: CodeAttempt, who: Credentials, now: datetime
) -> None:
    """Count one code; raises `TooManyRequestsError` when there were too many.

    Nobody is locked out by a stranger who knows the password: a browser that logged in before
    has its own limit, and recovery codes, which nobody can guess, have none (S15).
    """
    if attempt.recovery:
        return
    known = known_browser(request, who.mail_address)
    kind = LimitKind.CONSOLE_CODE_BROWSER if known else LimitKind.CONSOLE_CODE
    await refuse(Limit(kind, known or str(who.administrator), MOST, WINDOW), now)
