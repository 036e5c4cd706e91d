"""「メールアドレスの変更」: the new address is confirmed by a link that is sent to it (S22)."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask

from db.mailing.shares import mail_about_account_goes_at
from db.members.account_facts import load_own_data
from db.members.own_address import ask_to_confirm, awaited_address, call_off_address
from db.members.sessions import Member
from domain.limits import Limit, LimitKind
from domain.mail_addresses import MailDomainClass, accept_mail_address, classify, mailbox_key
from domain.text import InvalidInput
from relay.delivery import Relay
from settings import Settings
from web.context import Injected, settings_of
from web.forms import Form, read_form
from web.login.passwords import verify_present
from web.portal.members_only import member_page
from web.said import Said, Told, told
from web.throttle import refuse

DAY = timedelta(days=1)
MOST_PER_ACCOUNT = 5


@get("/profile/address")
async def show_address(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[str]:
    """Ask for the new address, and show the one that waits to be confirmed."""
    return await _page(request, member, now, Form())


@post("/profile/address")
async def change_address(
    request: Request[Any, Any, Any],
    member: Injected[Member],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Response[str] | Told:
    """Send the link to the new address, or call off one that was sent."""
    form = await read_form(request)
    if form.typed("action") == "call_off":
        await call_off_address(member.account, now)
        said = Said(
            "メールアドレスの変更を取りやめました",
            ("現在のメールアドレスのままです。お送りしたリンクは使えません。",),
        )
        return told("/profile/address", said)
    address = await _understand(form, member, now)
    if address is None:
        return await _page(request, member, now, form, 422)
    ids = f"{member.company_id}-{member.account_id}"
    await refuse(Limit(LimitKind.NEW_ADDRESS, ids, MOST_PER_ACCOUNT, DAY, ids), now)
    process = await ask_to_confirm(member.account, address, settings.link_keys, now)
    said = Said(
        InvalidInput("{address} へ確認のメールをお送りします", address=address),
        ("メールのリンクを開いて確認が済むまでは、現在のメールアドレスのままです。",),
    )
    nudge = BackgroundTask(relay.nudge, process) if process else None
    return told("/profile/address", said, background=nudge)


async def _understand(form: Form, member: Member, now: datetime) -> str | None:
    present = (await load_own_data(member.account)).mail_address
    rule = partial(_accept_new, present=present)
    address = form.accept("mail_address", rule, label="新しいメールアドレス")
    return address if await verify_present(form, member, now) else None


def _accept_new(text: str, *, present: str) -> str:
    address = accept_mail_address(text)
    if mailbox_key(address) == mailbox_key(present):
        raise InvalidInput(
            "現在のメールアドレスと同じです。新しいメールアドレスを入力してください。"
        )
    if classify(address) is MailDomainClass.DISPOSABLE:
        raise InvalidInput(
            "使い捨てのメールアドレスは登録できません。現在使用しているメールアドレスを入力してください。"
        )
    return address


async def _page(
    request: Request[Any, Any, Any], member: Member, now: datetime, form: Form, status: int = 200
) -> Response[str]:
    per_contact = settings_of(request.app.state).mails_per_contact
    return member_page(
        request,
        "portal/profile/address.html",
        member,
        status,
        form=form,
        own=await load_own_data(member.account),
        awaited=await awaited_address(member.account, now),
        mail_goes_at=await mail_about_account_goes_at(member.account, per_contact, now),
    )
