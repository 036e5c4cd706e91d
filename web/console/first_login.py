"""What a new person does first: a password that nobody else knows, a second factor (S21)."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post

from db.console.staff import FirstStep, Staff, change_password, turn_on
from db.identity import second_factors
from db.identity.credentials import load_credentials_of
from db.identity.own_login import TurnedOn
from domain.logins import ADMINISTRATORS
from domain.second_factor import accept_code
from settings import Settings
from web.console.areas import HOME
from web.console.staff_only import codes_page, first_url, newcomers_only
from web.context import Injected, now_of, settings_of
from web.forms import Form, read_form
from web.login.passwords import understand_new_password
from web.login.second_factor import WRONG_CODE, offer_of
from web.login.session import identifier_of, session_cookie
from web.pages import page
from web.said import Said, Told, told

PASSWORD_PATH = first_url(FirstStep.PASSWORD)
TEMPLATE = "console/first_password.html"


@get(PASSWORD_PATH)
async def show_first_password(
    request: Request[Any, Any, Any], staff: Injected[Staff]
) -> Response[str]:
    """Ask for the new password."""
    return page(request, TEMPLATE, staff=staff, form=Form())


@post(PASSWORD_PATH)
async def replace_first_password(
    request: Request[Any, Any, Any], staff: Injected[Staff], now: Injected[datetime]
) -> Response[str] | Told:
    """Take the new password; the session goes on to what comes next."""
    form = await read_form(request)
    credentials = await load_credentials_of(ADMINISTRATORS, staff.administrator)
    new_hash = await understand_new_password(
        form, ADMINISTRATORS, staff.known_to_others, former=credentials
    )
    if credentials is None or new_hash is None:
        return page(request, TEMPLATE, 422, staff=staff, form=form)
    session = identifier_of(request, ADMINISTRATORS)
    renewed = await change_password(credentials, new_hash, session=session, now=now)
    said = Said(
        "パスワードを設定しました", ("次のログインから、このパスワードを入力してください。",)
    )
    cookies = [session_cookie(request, ADMINISTRATORS, renewed or session)]
    return told(HOME, said, cookies=cookies)


FIRST_PASSWORD = newcomers_only(FirstStep.PASSWORD, [show_first_password, replace_first_password])


FACTOR_PATH = first_url(FirstStep.SECOND_FACTOR)


@get(FACTOR_PATH)
async def show_first_factor(
    request: Request[Any, Any, Any], staff: Injected[Staff]
) -> Response[str]:
    """Show the QR code and ask for the first code; before that, say what is needed."""
    return await _page(request, staff, Form())


@post(f"{FACTOR_PATH}/begin")
async def begin_first_factor(
    staff: Injected[Staff], settings: Injected[Settings], now: Injected[datetime]
) -> Told:
    """Make a secret for the app."""
    await second_factors.offer(staff.principal.owner, settings.link_keys, now)
    said = Said("認証アプリに登録する二次元コードを用意しました")
    return told(FACTOR_PATH, said)


@post(FACTOR_PATH)
async def confirm_first_factor(
    request: Request[Any, Any, Any], staff: Injected[Staff]
) -> Response[str]:
    """Turn the second factor on by a right code, and show the recovery codes this once."""
    form = await read_form(request)
    code = form.accept("code", accept_code)
    if code is not None:
        turned_on = await _turn_on(request, staff, code)
        if turned_on is not None:
            answer = codes_page(request, staff, turned_on.recovery_codes, first=True)
            answer.set_cookie(session_cookie(request, ADMINISTRATORS, turned_on.identifier))
            return answer
        form.add_error("code", WRONG_CODE)
    return await _page(request, staff, form, 422)


async def _turn_on(request: Request[Any, Any, Any], staff: Staff, code: str) -> TurnedOn | None:
    state = request.app.state
    credentials = await load_credentials_of(ADMINISTRATORS, staff.administrator)
    if credentials is None:
        return None
    return await turn_on(
        credentials,
        code,
        session=identifier_of(request, ADMINISTRATORS),
        keys=settings_of(state).link_keys,
        now=now_of(state),
    )


async def _page(
    request: Request[Any, Any, Any], staff: Staff, form: Form, status: int = 200
) -> Response[str]:
    offer = await offer_of(request, staff.principal)
    if offer is None:
        return page(request, "console/first_factor.html", staff=staff)
    return page(request, "console/first_code.html", status, staff=staff, form=form, **offer)


FIRST_FACTOR = newcomers_only(
    FirstStep.SECOND_FACTOR, [show_first_factor, begin_first_factor, confirm_first_factor]
)
