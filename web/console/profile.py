"""「自分のログイン」: own password and recovery codes."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from db.console.administrators import load_person
from db.console.own_login import change_password, renew_recovery_codes
from db.console.sessions import Staff
from db.identity.second_factors import recovery_codes_left
from domain.console_roles import Permission
from domain.logins import ADMINISTRATORS
from web.console.areas import HOME
from web.console.staff_only import codes_page, console_page, staff_only
from web.context import Injected
from web.forms import Form, read_form
from web.login.passwords import FIELD, WRONG, understand_new_password, verify_present
from web.login.session import identifier_of, session_cookie
from web.pages import see_other

PATH = f"{HOME}/profile"


@get(PATH)
async def show_profile(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Response[str]:
    """Show who is logged in, and what can be changed."""
    return console_page(
        request,
        "console/profile.html",
        staff,
        person=await load_person(staff.administrator),
        codes_left=await recovery_codes_left(staff.principal.owner),
        changed=request.query_params.get("changed") == "password",
    )


@get(f"{PATH}/password")
async def show_password(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Response[str]:
    """Ask for the present and the new password."""
    return console_page(request, "console/own_password.html", staff, form=Form())


@post(f"{PATH}/password")
async def change_own_password(
    request: Request[Any, Any, Any], staff: Injected[Staff], now: Injected[datetime]
) -> Response[str] | Redirect:
    """Change the password; the other sessions of the person end."""
    form = await read_form(request)
    renewed = await _change(request, form, staff, now)
    if renewed is None:
        return console_page(request, "console/own_password.html", staff, 422, form=form)
    return see_other(
        f"{PATH}?changed=password", cookies=[session_cookie(request, ADMINISTRATORS, renewed)]
    )


@get(f"{PATH}/recovery-codes")
async def show_new_codes(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Response[str]:
    """Say that the former codes become void, and ask for the password."""
    return console_page(request, "console/new_codes.html", staff, form=Form())


@post(f"{PATH}/recovery-codes")
async def give_new_codes(
    request: Request[Any, Any, Any], staff: Injected[Staff], now: Injected[datetime]
) -> Response[str] | Redirect:
    """Show new recovery codes to somebody who knows the password."""
    form = await read_form(request)
    if await verify_present(form, staff, now) is None:
        return console_page(request, "console/new_codes.html", staff, 422, form=form)
    codes = await renew_recovery_codes(staff.principal, now)
    return codes_page(request, staff, codes) if codes else see_other(PATH)


async def _change(
    request: Request[Any, Any, Any], form: Form, staff: Staff, now: datetime
) -> str | None:
    """Give the session's new identifier; None and errors when the password was not changed."""
    verified = await verify_present(form, staff, now)
    new_hash = await understand_new_password(
        form, ADMINISTRATORS, staff.known_to_others, former=verified
    )
    if verified is None or new_hash is None:
        return None
    session = identifier_of(request, ADMINISTRATORS)
    renewed = await change_password(verified, new_hash, session=session, now=now)
    if renewed is None:
        form.add_error(FIELD, WRONG)
    return renewed


PROFILE = staff_only(
    Permission.OWN,
    [show_profile, show_password, change_own_password, show_new_codes, give_new_codes],
)
