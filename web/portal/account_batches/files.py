"""A CSV file that says what is asked of which accounts: chosen, read, and kept for its preview."""

import asyncio
from datetime import datetime
from typing import Any

from litestar import Request

from db.members.account_batches import keep_batch
from domain.account_batches import BatchFile, BatchKind, read_file
from domain.text import InvalidInput
from web.forms import Form
from web.said import Said
from web.uploads import MEGABYTE, uploaded_file

KEPT = Said(
    "内容をご確認ください",
    ("まだ何も変更していません。ご確認のうえ、ボタンを押してください。",),
    changed=False,
)


async def keep_file(
    request: Request[Any, Any, Any],
    form: Form,
    kind: BatchKind | None,
    company_id: str,
    now: datetime,
) -> int | None:
    """Keep the file that was sent; gives the batch's number, None with an error of the form."""
    content = await uploaded_file(request, "file")
    file = await asyncio.to_thread(_understood, form, content, kind)
    if file is None or kind is None:
        return None
    return await keep_batch(company_id, kind, file, now)


def _understood(form: Form, content: bytes | None, kind: BatchKind | None) -> BatchFile | None:
    return form.accept("file", lambda _: _accepted(content, kind or BatchKind.STOP))


def _accepted(content: bytes | None, kind: BatchKind) -> BatchFile:
    if content is None:
        raise InvalidInput("CSVファイルを選択してください。")
    if len(content) > MEGABYTE:
        raise InvalidInput("ファイルが大きすぎます。1MB以内のCSVファイルを選択してください。")
    return read_file(kind, content)
