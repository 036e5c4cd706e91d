"""「自分のログイン」: own password and recovery codes."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get

from db.console.administrators import load_person
from db.console.staff import Staff, change_password, renew_recovery_codes
from db.identity.credentials import Credentials
from db.identity.second_factors import recovery_codes_left
from domain.console_roles import Permission
from web.console.areas import HOME
from web.console.staff_only import ENTRANCE, codes_page, console_page, staff_only
from web.context import Injected
from web.login.own_login import NewCodes, OwnLogin, Place, Renewed, own_password, own_recovery_codes
from web.said import Said

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
    )


async def _known_to_others(staff: Staff) -> tuple[str, ...]:
    return staff.known_to_others


async def _change_password(
    verified: Credentials, new_hash: str, session: str, now: datetime
) -> Renewed | None:
    renewed = await change_password(verified, new_hash, session=session, now=now)
    return Renewed(renewed) if renewed else None


async def _renew_codes(staff: Staff, now: datetime) -> NewCodes | None:
    codes = await renew_recovery_codes(staff.principal, now)
    return NewCodes(codes) if codes else None


OWN_LOGIN = OwnLogin(
    entrance=ENTRANCE,
    page=console_page,
    known_to_others=_known_to_others,
    change_password=_change_password,
    password=Place(f"{PATH}/password", "console/own_password.html", PATH),
    password_changed=Said(
        "パスワードを変更しました", ("この端末のほかは、すべてログアウトしました。",)
    ),
    renew_codes=_renew_codes,
    codes=Place(f"{PATH}/recovery-codes", "console/new_codes.html", PATH),
    codes_page=codes_page,
)

PROFILE = staff_only(
    Permission.OWN, [show_profile, *own_password(OWN_LOGIN), *own_recovery_codes(OWN_LOGIN)]
)
