"""「CSVで一括発行」: a file is read, and kept for its preview or shown with what is wrong."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post

from db.mailing.shares import managers_addresses
from db.members.account_csv import keep_import
from db.members.account_issue import free_numbers
from db.members.sessions import Member
from domain.account_csv import MOST_ROWS, AccountLine, read_accounts, without_crowds
from domain.text import InvalidInput
from web.context import Injected
from web.forms import MOST_BYTES, Form, read_form
from web.language import language_of, say
from web.portal.members_only import member_page
from web.said import Said, Told, told
from web.uploads import MEGABYTE, uploaded_file


@get("/accounts/import")
async def show_upload(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[str]:
    """Show what the file must be, and the field for it."""
    left = len(await free_numbers(member.company_id, now))
    return _page(request, member, Form(), left)


@post("/accounts/import", request_max_body_size=MEGABYTE + MOST_BYTES)
async def read_upload(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[str] | Told:
    """Keep a file that can be issued, and show its preview; else show every line to correct."""
    form = await read_form(request)
    content = await uploaded_file(request, "file")
    left = len(await free_numbers(member.company_id, now))
    managers = await managers_addresses(member.company_id)
    lines = await asyncio.to_thread(_understood, form, content, left, managers)
    if form.ok:
        number = await keep_import(member.company_id, lines, now)
        return told(f"/accounts/import/{number}", _READ)
    return _page(request, member, form, left, lines)


_READ = Said(
    "ファイルを読み取りました",
    ("内容をご確認のうえ、発行のボタンを押してください。まだ発行していません。",),
)


def _understood(
    form: Form, content: bytes | None, left: int, managers: Sequence[str]
) -> tuple[AccountLine, ...]:
    """Read the file; whatever keeps it from being issued becomes an error of the form."""
    lines = without_crowds(form.accept("file", lambda _: _accepted(content)) or (), managers)
    wrong = sum(1 for line in lines if line.problems)
    if wrong:
        form.add_error(
            "file",
            InvalidInput(
                "{wrong}行に修正が必要です。「修正が必要な行」を確認し、ファイルを直して、もう一度選択してください。",
                wrong=wrong,
            ),
        )
    elif len(lines) > left:
        form.add_error(
            "file",
            InvalidInput(
                "ファイルには{lines}件ありますが、発行できるのはあと{left}件です。行を減らしてください。",
                lines=len(lines),
                left=left,
            ),
        )
    return lines


def _accepted(content: bytes | None) -> tuple[AccountLine, ...]:
    if content is None:
        raise InvalidInput("CSVファイルを選択してください。")
    if len(content) > MEGABYTE:
        raise InvalidInput("ファイルが大きすぎます。1MB以内のCSVファイルを選択してください。")
    return read_accounts(content)


def _page(
    request: Request[Any, Any, Any],
    member: Member,
    form: Form,
    left: int,
    lines: tuple[AccountLine, ...] = (),
) -> Response[str]:
    language = language_of(request)
    return member_page(
        request,
        "portal/account_csv/upload.html",
        member,
        200 if form.ok else 422,
        form=form,
        left=left,
        most_rows=MOST_ROWS,
        problems=[
            (line.number, problem.column, problem.typed, say(problem.message, language))
            for line in lines
            for problem in line.problems
        ],
        good=[
            (line.number, line.account.person_name, line.account.mail_address)
            for line in lines
            if line.account
        ],
    )
