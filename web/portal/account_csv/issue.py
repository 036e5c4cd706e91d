"""A file that was kept: first its preview with the button that issues, then how the mails go."""

from datetime import datetime
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
from relay.delivery import Relay
from settings import Settings
from web.context import Given
from web.language import language_of
from web.portal.account_csv.preview import preview
from web.portal.pages import member_page
from web.redirects import see_other


@get("/accounts/import/{number:int}")
async def show_kept(
    request: Request[Any, Any, Any],
    number: FromPath[int],
    member: Given[Member],
    now: Given[datetime],
) -> Response[str] | Redirect:
    """Show the preview of a file, or once it was issued, how many invitations went out."""
    kept = await _own(number, member)
    if kept.process:
        return await _progress(request, member, kept.process, now)
    return await _preview(request, member, kept, now)


@post("/accounts/import/{number:int}")
async def issue_kept(
    number: FromPath[int],
    member: Given[Member],
    settings: Given[Settings],
    relay: Given[Relay],
    now: Given[datetime],
) -> Redirect:
    """Issue all accounts of the file; a second press shows what came of the first.

    Where others took the numbers meanwhile, the preview says so.
    """
    here = f"/accounts/import/{number}"
    kept = await _own(number, member)
    try:
        process = await issue_import(
            kept, member.company_id, member.account_id, settings.link_keys, now
        )
    except AccountsFullError:
        return see_other(here)
    if process is None:
        raise NotFoundException
    return see_other(here, background=BackgroundTask(relay.nudge, process))


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
