"""「期限切れの招待」: all invitations that ran out, sent again at once, and how their mails go."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.mailing.letters import letter_progress
from db.members.account_csv import undelivered_invitations
from db.members.account_facts import AccountMovedOnError, NoSuchAccountError
from db.members.expired_invitations import (
    ExpiredInvitation,
    expired_invitations,
    invite_expired_again,
)
from db.members.sessions import Member
from domain.text import InvalidInput
from relay.delivery import Relay
from settings import Settings
from web.context import Injected
from web.forms import Form, read_form
from web.portal.members_only import member_page
from web.said import Said, Told, told

PATH = "/accounts/invitations"
_LETTERS = re.compile("letters-[0-9]{1,18}")


@get(PATH)
async def show_expired(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[str]:
    """Show whose invitation ran out; all are chosen but those whose mailbox refused mails."""
    expired = await expired_invitations(member.company_id, now)
    chosen = [each.account_id for each in expired if each.mail_bounced_at is None]
    return _page(request, member, Form(), expired, chosen)


@post(PATH)
async def send_again(
    request: Request[Any, Any, Any],
    *,
    member: Injected[Member],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Response[str] | Told:
    """Send all that were chosen again, or none if one of them does not wait for it any more."""
    form = await read_form(request)
    chosen = chosen_accounts(form)
    if not chosen:
        form.add_error("accounts", "招待を送る方を選択してください。")
        expired = await expired_invitations(member.company_id, now)
        return _page(request, member, form, expired, chosen)
    try:
        process = await invite_expired_again(
            member.company_id, chosen, member.account_id, settings.link_keys, now
        )
    except (AccountMovedOnError, NoSuchAccountError):
        form.add_error(
            "accounts",
            "選択された方のなかに、すでに招待を送り直した方か、状態の変わった方がいます。"
            "まだ送っていません。内容をご確認のうえ、もう一度お試しください。",
        )
        expired = await expired_invitations(member.company_id, now)
        return _page(request, member, form, expired, chosen)
    said = Said(
        InvalidInput("{count}名に招待をもう一度送ります", count=len(chosen)),
        ("順にお送りします。これまでのリンクは使えません。新しいリンクは72時間有効です。",),
    )
    return told(f"{PATH}/{process}", said, background=BackgroundTask(relay.nudge, process))


def chosen_accounts(form: Form) -> list[str]:
    """The アカウントID whose boxes were ticked."""
    return [name.removeprefix("account-") for name in form.ticked("account-[0-9]{3}")]


@get(f"{PATH}/{{process:str}}")
async def show_sent(
    request: Request[Any, Any, Any],
    process: FromPath[str],
    member: Injected[Member],
    now: Injected[datetime],
) -> Response[str]:
    """Show how many of the invitations went out."""
    known = _LETTERS.fullmatch(process)
    progress = await letter_progress(process, member.company_id) if known else None
    if progress is None:
        raise NotFoundException
    return member_page(
        request,
        "portal/account_batches/invitations_sent.html",
        member,
        progress=progress,
        late=progress.takes_longer(now),
        undelivered=await undelivered_invitations(process, member.company_id),
    )


def _page(
    request: Request[Any, Any, Any],
    member: Member,
    form: Form,
    expired: Sequence[ExpiredInvitation],
    chosen: Sequence[str],
) -> Response[str]:
    return member_page(
        request,
        "portal/account_batches/invitations.html",
        member,
        200 if form.ok else 422,
        form=form,
        expired=expired,
        chosen=frozenset(chosen),
    )
