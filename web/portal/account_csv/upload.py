"""「CSVで一括発行」: a file is read, and kept for its preview."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post

from db.mailing.shares import managers_addresses
from db.members.account_csv import keep_import
from db.members.account_issue import free_numbers
from db.members.sessions import Member
from domain.account_csv import MOST_ROWS, AccountFile, read_file, understand
from domain.text import InvalidInput
from web.context import Injected
from web.forms import MOST_BYTES, Form, read_form
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
    """Keep a file whose lines can be read, and show its preview; else say what is wrong with it."""
    form = await read_form(request)
    content = await uploaded_file(request, "file")
    left = len(await free_numbers(member.company_id, now))
    managers = await managers_addresses(member.company_id)
    file = await asyncio.to_thread(_understood, form, content, left, managers)
    if file is None or not form.ok:
        return _page(request, member, form, left)
    number = await keep_import(member.company_id, file, now)
    return told(f"/accounts/import/{number}", _READ)


_READ = Said(
    "ファイルを読み取りました",
    ("まだ発行していません。内容をご確認ください。",),
)


def _understood(
    form: Form, content: bytes | None, left: int, managers: Sequence[str]
) -> AccountFile | None:
    """Read the file; whatever keeps all of it from being issued becomes an error of the form."""
    file = form.accept("file", lambda _: _accepted(content))
    good = sum(1 for line in understand(file.rows, managers) if line.account) if file else 0
    if good > left:
        form.add_error(
            "file",
            InvalidInput(
                "ファイルには{lines}件ありますが、発行できるのはあと{left}件です。行を減らしてください。",
                lines=good,
                left=left,
            ),
        )
    return file


def _accepted(content: bytes | None) -> AccountFile:
    if content is None:
        raise InvalidInput("CSVファイルを選択してください。")
    if len(content) > MEGABYTE:
        raise InvalidInput("ファイルが大きすぎます。1MB以内のCSVファイルを選択してください。")
    return read_file(content)


def _page(request: Request[Any, Any, Any], member: Member, form: Form, left: int) -> Response[str]:
    return member_page(
        request,
        "portal/account_csv/upload.html",
        member,
        200 if form.ok else 422,
        form=form,
        left=left,
        most_rows=MOST_ROWS,
    )
