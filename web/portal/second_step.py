"""The second step of a login: a code of the authenticator app, or a recovery code (S21)."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.response import Redirect

from db.members.accounts import Credentials
from db.members.login_challenges import LIFETIME, CodeStepOverError
from db.members.login_steps import CodeAttempt, begin_by_code, waiting_login
from domain import login_limits
from domain.limits import Limit, LimitKind
from domain.second_factor import accept_code, accept_recovery_code
from settings import Settings
from web.context import Given
from web.forms import Form, read_form
from web.guards import PUBLIC
from web.pages import page
from web.portal.cookies import Connection, private_cookie, read_cookie
from web.portal.known_browser import known_browser
from web.portal.logged_in import logged_in
from web.portal.origin import origin_of
from web.portal.return_to import local_path
from web.portal.session import identifier_of
from web.redirects import see_other
from web.throttle import refuse

COOKIE = "login-code"
RECOVERY = "recovery"
TEMPLATE = "portal/login_code.html"

WRONG_CODE = (
    "確認コードが違うか、使用済みです。認証アプリに次に表示される確認コードを入力してください。"
)
WRONG_RECOVERY_CODE = "回復コードが違うか、使用済みです。別の回復コードを入力してください。"


def to_second_step(connection: Connection, token: str, return_to: str) -> Redirect:
    """Lead somebody whose password was right to the page that asks for the code."""
    lifetime = int(LIFETIME.total_seconds())
    cookie = private_cookie(connection, COOKIE, token, max_age=lifetime)
    return see_other(f"/login/code?{urlencode({'return_to': return_to})}", cookies=[cookie])


@get("/login/code", opt=PUBLIC)
async def show_second_step(
    request: Request[Any, Any, Any], now: Given[datetime]
) -> Response[str] | Redirect:
    """Ask for the code, or for the password where no code is awaited."""
    asked = request.query_params
    return_to = asked.get("return_to", "")
    try:
        await waiting_login(read_cookie(request, COOKIE), now)
    except CodeStepOverError:
        return see_other(f"/login?{urlencode({'return_to': return_to})}")
    recovery = asked.get("way") == RECOVERY
    return page(request, TEMPLATE, form=Form(), recovery=recovery, return_to=return_to)


@post("/login/code", opt=PUBLIC)
async def enter_code(
    request: Request[Any, Any, Any], settings: Given[Settings], now: Given[datetime]
) -> Response[str] | Redirect:
    """Begin the session, or say what to correct."""
    form = await read_form(request)
    recovery, return_to = form.typed("way") == RECOVERY, form.typed("return_to")
    attempt = _read_attempt(request, form, recovery=recovery)
    if attempt is not None:
        who = await waiting_login(attempt.token, now)
        await _limit_codes(request, attempt, who, now)
        identifier = await begin_by_code(attempt, who, settings.link_keys, now)
        if identifier is not None:
            # Whoever needed a recovery code sees first how many are left.
            url = "/profile/second-factor" if recovery else local_path(return_to)
            return _let_in(request, who, identifier, url)
        form.add_error("code", WRONG_RECOVERY_CODE if recovery else WRONG_CODE)
    return page(request, TEMPLATE, 422, form=form, recovery=recovery, return_to=return_to)


def _read_attempt(
    request: Request[Any, Any, Any], form: Form, *, recovery: bool
) -> CodeAttempt | None:
    code = form.accept("code", accept_recovery_code if recovery else accept_code)
    if code is None:
        return None
    return CodeAttempt(
        token=read_cookie(request, COOKIE),
        code=code,
        recovery=recovery,
        origin=origin_of(request),
        replaces=identifier_of(request),
    )


async def _limit_codes(
    request: Request[Any, Any, Any], attempt: CodeAttempt, who: Credentials, now: datetime
) -> None:
    """Count one code; raises `TooManyRequestsError` when there were too many.

    Nobody is locked out by a stranger who knows the password: a browser that logged in before
    has its own limit, and recovery codes, which nobody can guess, have none (S15).
    """
    if attempt.recovery:
        return
    known = known_browser(request, who.company_id, who.account_id)
    if known:
        most, window = login_limits.CODES, login_limits.CODES_WINDOW
        await refuse(Limit(LimitKind.CODE_BROWSER, known, most, window), now)
    else:
        await refuse(login_limits.of_codes(who.company_id, who.account_id), now)


def _let_in(
    request: Request[Any, Any, Any], who: Credentials, identifier: str, url: str
) -> Redirect:
    answer = logged_in(request, who.company_id, who.account_id, identifier, url)
    answer.set_cookie(private_cookie(request, COOKIE, "", max_age=0))
    return answer
