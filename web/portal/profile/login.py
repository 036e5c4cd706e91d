"""How a member logs in: 「パスワードの変更」, and 「二段階認証」 turned on and off (S21)."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect

from db.identity import second_factors
from db.identity.credentials import Credentials
from db.members.account_facts import load_own_data
from db.members.own_login import change_password, renew_recovery_codes, turn_off, turn_on
from db.members.sessions import Member
from domain.logins import MEMBERS
from domain.second_factor import accept_code
from relay.delivery import Relay
from settings import Settings
from web.answers import show_once
from web.context import Injected
from web.forms import Form, read_form
from web.login.own_login import NewCodes, OwnLogin, Place, Renewed, own_password, own_recovery_codes
from web.login.passwords import verify_present
from web.login.second_factor import WRONG_CODE, offer_of
from web.login.session import identifier_of, session_cookie
from web.pages import see_other
from web.portal.members_only import ENTRANCE, member_page, members_only
from web.said import Said, Told, told

PATH = "/profile/second-factor"


@get(PATH)
async def show_second_factor(
    request: Request[Any, Any, Any], member: Injected[Member]
) -> Response[str]:
    """Show whether it is on, and what can be done about it."""
    owner = member.principal.owner
    if not await second_factors.is_on(owner):
        return member_page(request, "portal/second_factor/off.html", member, form=Form())
    left = await second_factors.recovery_codes_left(owner)
    return member_page(request, "portal/second_factor/on.html", member, codes_left=left)


@post(PATH)
async def offer_second_factor(
    request: Request[Any, Any, Any],
    member: Injected[Member],
    settings: Injected[Settings],
    now: Injected[datetime],
) -> Response[str] | Told:
    """Make a new secret for somebody who knows the password."""
    form = await read_form(request)
    if await verify_present(form, member, now) is None:
        return member_page(request, "portal/second_factor/off.html", member, 422, form=form)
    await second_factors.offer(member.principal.owner, settings.link_keys, now)
    said = Said(
        "認証アプリに登録する二次元コードを用意しました",
        ("認証アプリで読み取り、表示された確認コードを入力すると、有効になります。",),
    )
    return told(f"{PATH}/code", said)


@get(f"{PATH}/code")
async def show_offer(
    request: Request[Any, Any, Any], member: Injected[Member]
) -> Response[str] | Redirect:
    """Show the QR code, and ask for the first code of the app."""
    return await _offer_page(request, member, Form()) or see_other(PATH)


@post(f"{PATH}/code")
async def confirm_second_factor(
    request: Request[Any, Any, Any],
    member: Injected[Member],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Response[str] | Told:
    """Turn it on by a right code, and show the recovery codes."""
    form = await read_form(request)
    code = form.accept("code", accept_code)
    if code is not None:
        identifier = identifier_of(request, MEMBERS)
        turned_on = await turn_on(member, code, identifier, settings.link_keys, now)
        if turned_on is not None:
            answer = _codes_page(request, member, turned_on.recovery_codes, first=True)
            answer.background = BackgroundTask(relay.nudge, turned_on.process)
            answer.set_cookie(session_cookie(request, MEMBERS, turned_on.identifier))
            return answer
        form.add_error("code", WRONG_CODE)
    return await _offer_page(request, member, form, 422) or told(PATH, _OFFER_OVER)


_OFFER_OVER = Said(
    "二段階認証の設定は、ここでは続けられません",
    ("すでに設定が済んだか、設定を始めてから時間がたっています。",),
    changed=False,
)


@get(f"{PATH}/off")
async def show_turn_off(request: Request[Any, Any, Any], member: Injected[Member]) -> Response[str]:
    """Say what turning it off means, and ask for the password."""
    return member_page(request, "portal/second_factor/turn_off.html", member, form=Form())


@post(f"{PATH}/off")
async def turn_second_factor_off(
    request: Request[Any, Any, Any],
    member: Injected[Member],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Response[str] | Told:
    """Turn it off for somebody who knows the password."""
    form = await read_form(request)
    if await verify_present(form, member, now) is None:
        return member_page(request, "portal/second_factor/turn_off.html", member, 422, form=form)
    process = await turn_off(member, now)
    said = Said(
        "二段階認証を無効にしました",
        ("次のログインから、確認コードは不要です。お知らせのメールをお送りします。",),
    )
    return told(PATH, said, background=BackgroundTask(relay.nudge, process) if process else None)


async def _offer_page(
    request: Request[Any, Any, Any], member: Member, form: Form, status: int = 200
) -> Response[str] | None:
    offer = await offer_of(request, member.principal)
    if offer is None:
        return None
    template = "portal/second_factor/offer.html"
    return member_page(request, template, member, status, form=form, **offer)


def _codes_page(
    request: Request[Any, Any, Any], member: Member, codes: tuple[str, ...], *, first: bool = False
) -> Response[str]:
    """Answer the form this once: no address may show the codes again."""
    show_once(request, at=f"{PATH}/recovery-codes")
    return member_page(request, "portal/second_factor/codes.html", member, codes=codes, first=first)


async def _known_to_others(member: Member) -> tuple[str, ...]:
    return (await load_own_data(member.account)).known_to_others


async def _change_password(
    verified: Credentials, new_hash: str, session: str, now: datetime
) -> Renewed | None:
    renewal = await change_password(verified, new_hash, session=session, now=now)
    return Renewed(renewal.identifier, renewal.process) if renewal else None


async def _renew_codes(member: Member, now: datetime) -> NewCodes | None:
    new = await renew_recovery_codes(member, now)
    return NewCodes(new.recovery_codes, new.process) if new else None


OWN_LOGIN = OwnLogin(
    entrance=ENTRANCE,
    page=member_page,
    known_to_others=_known_to_others,
    change_password=_change_password,
    password=Place("/profile/password", "portal/profile/password.html", "/profile"),
    password_changed=Said(
        "パスワードを変更しました",
        ("お知らせのメールをお送りします。この端末のほかは、すべてログアウトしました。",),
    ),
    renew_codes=_renew_codes,
    codes=Place(f"{PATH}/recovery-codes", "portal/second_factor/new_codes.html", PATH),
    codes_page=_codes_page,
)

LOGIN = members_only(
    [
        show_second_factor,
        offer_second_factor,
        show_offer,
        confirm_second_factor,
        show_turn_off,
        turn_second_factor_off,
        *own_password(OWN_LOGIN),
        *own_recovery_codes(OWN_LOGIN),
    ]
)
