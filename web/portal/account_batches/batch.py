"""What was asked of many accounts: its preview, the button that does it, and what came of it."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.members.account_batches import BatchChangedError, KeptBatch, do_batch, find_batch
from db.members.account_changes import REST
from db.members.account_facts import ManagerStaysError
from db.members.sessions import Member
from domain.account_batches import BatchKind, BatchLine
from domain.new_account import LABELS
from web.context import Injected
from web.forms import read_form
from web.language import Language, language_of, say
from web.portal.account_batches.leavers import BATCHES
from web.portal.account_csv.preview import correction
from web.portal.members_only import member_page
from web.said import Said, Told, told


@get(f"{BATCHES}/{{batch_id:int}}")
async def show_batch(
    request: Request[Any, Any, Any], batch_id: FromPath[int], member: Injected[Member]
) -> Response[str]:
    """Show what would be done to whom, those first that need a look; or what was done."""
    batch = await _own(batch_id, member)
    language = language_of(request)
    return member_page(
        request,
        "portal/account_batches/batch.html",
        member,
        batch=batch,
        lines=[(line, _said(line, language)) for line in sorted(batch.lines, key=_order)],
        labels=LABELS,
        days=REST.days,
    )


@post(f"{BATCHES}/{{batch_id:int}}")
async def do_kept(
    request: Request[Any, Any, Any],
    batch_id: FromPath[int],
    member: Injected[Member],
    now: Injected[datetime],
) -> Told:
    """Do it to all of them; where it is not what the page showed, show it again first."""
    batch = await _own(batch_id, member)
    seen = (await read_form(request)).typed("seen")
    here = f"{BATCHES}/{batch.id}"
    try:
        await do_batch(batch.id, member.company_id, member.account_id, seen, now)
    except (BatchChangedError, ManagerStaysError):
        return told(here, _CHANGED)
    return told(here, _DONE[batch.kind])


_DONE = {
    BatchKind.STOP: Said(
        "まとめて停止しました",
        ("停止した方は、ログアウトしました。再開するまでログインできません。",),
    ),
    BatchKind.DELETE: Said("まとめて削除しました", ("削除した方は、ログインできません。",)),
    BatchKind.CHANGE: Said("まとめて変更しました", ("変更した内容は、すぐに反映されています。",)),
}
_CHANGED = Said(
    "まだ何も変更していません",
    ("確認されてから、アカウントの状況が変わりました。内容をもう一度ご確認ください。",),
    changed=False,
)


async def _own(batch_id: int, member: Member) -> KeptBatch:
    batch = await find_batch(batch_id, member.company_id, member.account_id)
    if batch is None:
        raise NotFoundException
    return batch


def _order(line: BatchLine) -> tuple[bool, bool, bool]:
    """Lines to correct first, then those to make sure of; the others as they were asked for."""
    return not line.problems, not line.warnings, line.skipped


def _said(line: BatchLine, language: Language) -> tuple[list[str], list[str]]:
    """The problems and the warnings of a line."""
    problems = [correction(problem, language) for problem in line.problems]
    return problems, [say(warning, language) for warning in line.warnings]
