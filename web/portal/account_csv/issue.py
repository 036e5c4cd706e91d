"""A file that was kept: its preview line by line (ux 12), its issue, and how the mails go."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, repeat
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from db.mailing.letters import letter_progress
from db.members.account_csv import (
    KeptImport,
    find_import,
    issue_import,
    mailboxes_in_use,
    undelivered_invitations,
)
from db.members.account_issue import AccountsFullError, free_numbers
from db.members.sessions import Member
from domain.mail_addresses import MailDomainClass, classify, likely_typo, mailbox_key
from domain.new_account import NewAccount
from domain.text import InvalidInput
from relay.delivery import Relay
from settings import Settings
from web.context import Injected
from web.language import Language, language_of, say
from web.pages import see_other
from web.portal.members_only import member_page
from web.said import Said, Told, told


@get("/accounts/import/{number:int}")
async def show_kept(
    request: Request[Any, Any, Any],
    number: FromPath[int],
    member: Injected[Member],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Show the preview of a file, or once it was issued, how many invitations went out."""
    kept = await _own(number, member)
    if kept.process:
        return await _progress(request, member, kept.process, now)
    return await _preview(request, member, kept, now)


@post("/accounts/import/{number:int}")
async def issue_kept(
    number: FromPath[int],
    member: Injected[Member],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Told:
    """Issue all accounts of the file; a second press shows the result of the first.

    Where others took the numbers meanwhile, the preview says so.
    """
    here = f"/accounts/import/{number}"
    kept = await _own(number, member)
    try:
        process = await issue_import(
            kept, member.company_id, member.account_id, settings.link_keys, now
        )
    except AccountsFullError:
        return told(here, _TAKEN)
    if process is None:
        raise NotFoundException
    said = Said(
        InvalidInput("{count}件のアカウントを発行しました", count=len(kept.lines)),
        ("それぞれのメールアドレスに、順に招待メールをお送りします。",),
    )
    return told(here, said, background=BackgroundTask(relay.nudge, process))


_TAKEN = Said(
    "発行できる番号が足りなくなりました",
    ("アカウントは発行していません。このファイルを開いたあとに、ほかの操作で番号が使われました。",),
    changed=False,
)


async def _own(number: int, member: Member) -> KeptImport:
    kept = await find_import(number, member.company_id)
    if kept is None:
        raise NotFoundException
    return kept


async def _preview(
    request: Request[Any, Any, Any], member: Member, kept: KeptImport, now: datetime
) -> Response[str]:
    free = await free_numbers(member.company_id, now)
    in_use = await mailboxes_in_use(member.company_id)
    lines = preview(kept, free, in_use, language_of(request))
    return member_page(
        request,
        "portal/account_csv/preview.html",
        member,
        lines=lines,
        doubtful=sum(1 for line in lines if line.warnings),
        left=len(free),
    )


async def _progress(
    request: Request[Any, Any, Any], member: Member, process: str, now: datetime
) -> Response[str] | Redirect:
    progress = await letter_progress(process, member.company_id)
    if progress is None:
        return see_other("/accounts")
    return member_page(
        request,
        "portal/account_csv/progress.html",
        member,
        progress=progress,
        late=progress.takes_longer(now),
        undelivered=await undelivered_invitations(process, member.company_id),
    )


_NOT_OF_COMPANIES = {MailDomainClass.FREE, MailDomainClass.CARRIER, MailDomainClass.DISPOSABLE}
_NO_RECOVERY = (
    "フリーメールや携帯電話会社などのメールアドレスです。ID、パスワードの再通知をお送りできません。"
)
_IN_USE = "同じメールアドレスのアカウントが、すでにあります。"
_SHARED = "同じメールアドレスが、ほかの行にもあります。"


@dataclass(frozen=True)
class PreviewLine:
    """One line: the アカウントID that it is likely to get, and what to make sure of."""

    number: int
    account_id: str
    account: NewAccount
    warnings: tuple[str, ...]


def preview(
    kept: KeptImport, free: tuple[str, ...], in_use: frozenset[str], language: Language
) -> list[PreviewLine]:
    """Go through the lines of a file; `in_use` are the mailboxes that accounts have.

    With fewer `free` numbers than lines, the last lines have none.
    """
    asked = Counter(mailbox_key(line.account.mail_address) for line in kept.lines)
    shared = {mailbox for mailbox, times in asked.items() if times > 1}
    return [
        PreviewLine(
            line.number,
            account_id,
            line.account,
            tuple(
                say(warning, language)
                for warning in _warnings(line.account.mail_address, in_use, shared)
            ),
        )
        for line, account_id in zip(kept.lines, chain(free, repeat("")), strict=False)
    ]


def _warnings(
    address: str, in_use: frozenset[str], shared: set[str]
) -> Iterator[InvalidInput | str]:
    if meant := likely_typo(address):
        yield InvalidInput("「{meant}」の入力誤りではありませんか。", meant=meant)
    if classify(address) in _NOT_OF_COMPANIES:
        yield _NO_RECOVERY
    if mailbox_key(address) in in_use:
        yield _IN_USE
    if mailbox_key(address) in shared:
        yield _SHARED
