"""A file that was kept: its preview (ux 12), what it asks, its issue, and how the mails go."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from db.mailing.letters import letter_progress
from db.members.account_csv import (
    ImportChangedError,
    KeptImport,
    answer_apostrophes,
    find_import,
    issue_import,
    mailboxes_in_use,
    undelivered_invitations,
)
from db.members.account_issue import AccountsFullError, free_numbers
from db.members.sessions import Member
from domain.account_csv import Apostrophes, lines_to_correct
from domain.text import InvalidInput
from relay.delivery import Relay
from settings import Settings
from web.context import Injected
from web.forms import read_form
from web.language import language_of
from web.pages import see_other
from web.portal.account_csv.downloads import asked_encoding, csv_file
from web.portal.account_csv.preview import Preview, Shown
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
        return await _progress(request, member, kept, now)
    return await _preview(request, member, kept, now)


@post("/accounts/import/{number:int}")
async def act_on_kept(  # noqa: PLR0913 -- what Litestar hands over
    request: Request[Any, Any, Any],
    *,
    number: FromPath[int],
    member: Injected[Member],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Told:
    """Issue the accounts of all good lines, or note what was answered about apostrophes.

    A second press shows the result of the first. Where it would not issue what the page said, as
    others took the numbers meanwhile, the preview is shown again.
    """
    here = f"/accounts/import/{number}"
    kept = await _own(number, member)
    form = await read_form(request)
    if answer := form.typed("apostrophes"):
        await _answer(kept, member, answer)
        return told(here, _ANSWERED)
    if not kept.process and form.typed("lines") != str(len(kept.good)):
        return told(here, _CHANGED)
    try:
        process = await issue_import(
            kept, member.company_id, member.account_id, settings.link_keys, now
        )
    except (AccountsFullError, ImportChangedError):
        return told(here, _CHANGED)
    if process is None:
        raise NotFoundException
    said = _ISSUED_BEFORE if kept.process else _issued(len(kept.good))
    return told(here, said, background=BackgroundTask(relay.nudge, process))


def _issued(count: int) -> Said:
    return Said(
        InvalidInput("{count}件のアカウントを発行しました", count=count),
        ("それぞれのメールアドレスに、順に招待メールをお送りします。",),
    )


_ISSUED_BEFORE = Said(
    "このファイルのアカウントは、すでに発行しています",
    ("もう一度発行することはありません。",),
    changed=False,
)
_ANSWERED = Said(
    "アポストロフィの扱いを記録しました",
    ("まだ発行していません。内容をご確認ください。",),
)
_CHANGED = Said(
    "まだ発行していません",
    (
        "このページを開いたあとに、発行できる行または番号が変わりました。内容をもう一度ご確認ください。",
    ),
    changed=False,
)


async def _answer(kept: KeptImport, member: Member, answer: str) -> None:
    if answer not in {Apostrophes.KEEP, Apostrophes.DROP}:
        raise ClientException
    await answer_apostrophes(kept.id, member.company_id, Apostrophes(answer))


@get("/accounts/import/{number:int}/lines.csv")
async def download_left_out(
    request: Request[Any, Any, Any], number: FromPath[int], member: Injected[Member]
) -> Response[bytes]:
    """Give the lines that cannot be issued, or were not, to be corrected and sent again."""
    encoding = asked_encoding(request)
    kept = await _own(number, member)
    content = lines_to_correct(kept.left_out, encoding)
    return csv_file(content, "inforex-accounts-to-correct.csv", encoding)


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
    wanted = request.query_params.get("show")
    which = Shown(wanted) if wanted in set(Shown) else Shown.ALL
    return member_page(
        request,
        "portal/account_csv/preview.html",
        member,
        kept=kept,
        preview=Preview(kept, free, in_use, language_of(request)),
        which=which,
        apostrophes=sum(line.row.has_apostrophes for line in kept.lines),
        left=len(free),
    )


async def _progress(
    request: Request[Any, Any, Any], member: Member, kept: KeptImport, now: datetime
) -> Response[str] | Redirect:
    progress = await letter_progress(kept.process, member.company_id)
    if progress is None:
        return see_other("/accounts")
    return member_page(
        request,
        "portal/account_csv/progress.html",
        member,
        progress=progress,
        late=progress.takes_longer(now),
        kept=kept,
        undelivered=await undelivered_invitations(kept.process, member.company_id),
    )
