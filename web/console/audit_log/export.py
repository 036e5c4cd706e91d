"""The audit log as a CSV file, streamed; the export is an event of the log too (S34)."""

import codecs
from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response
from litestar.response import Stream

from db.audit import ActReason
from db.console.audit_log import (
    EventQuery,
    LoggedEvent,
    events_in_portions,
    record_export,
)
from db.console.paging import MOST_EXPORTED_ROWS
from domain.business_calendar import JST
from domain.csv_files import Encoding, write_table
from texts.audit_log import act_of, doer_of, in_words
from web.console.acts import Act, ActPage, Do
from web.console.audit_log.pages import FIELDS, PATH, read_query
from web.console.lists import ListAddress
from web.forms import Form, query_form
from web.said import Said

HEADER = (
    "番号",
    "日時（日本時間）",
    "だれが",
    "操作",
    "受付番号",
    "企業ID",
    "アカウントID",
    "管理者",
    "理由",
    "変更前",
    "変更後",
    "その他",
    "コード",
)


async def _file(query: EventQuery) -> AsyncIterator[bytes]:
    yield write_table([HEADER], Encoding.UTF_8)
    async for events in events_in_portions(query):
        # The mark of UTF-8 stands at the beginning of a file only.
        rows = write_table(map(_row, events), Encoding.UTF_8)
        yield rows.removeprefix(codecs.BOM_UTF8)


def _row(event: LoggedEvent) -> tuple[str, ...]:
    return (
        str(event.id),
        event.at.astimezone(JST).strftime("%Y-%m-%d %H:%M:%S"),
        doer_of(event.tag),
        act_of(event.tag),
        event.application_number or "",
        event.company_id or "",
        event.account_id or "",
        event.administrator,
        event.reason,
        _text(event.before),
        _text(event.after),
        _text({name: each for name, each in event.details.items() if name not in _SAID_ALREADY}),
        event.tag,
    )


def _text(values: dict[str, Any]) -> str:
    return "、".join(f"{label}：{value}" for label, value in in_words(values))


_SAID_ALREADY = {"act", "administrator"}
"""What stands in columns of its own: the act's reason and values, and who it was."""


async def the_search(request: Request[Any, Any, Any]) -> Form:
    """What the address asks of the audit log."""
    return query_form(request)


async def _export(asked: Form, _: Form) -> Do | None:
    query = read_query(asked)
    return partial(_give_file, query) if asked.ok else None


async def _give_file(query: EventQuery, why: ActReason, now: datetime) -> Response[Any]:
    """Send the file, row by row as it is read."""
    await record_export(query, why, now)
    name = f"inforex-audit-{now.astimezone(JST):%Y%m%d}.csv"
    return Stream(
        _file(query),
        media_type="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _page(asked: Form) -> ActPage:
    here = ListAddress(PATH, {name: asked.typed(name) for name in FIELDS})
    return ActPage(
        "操作履歴をCSVで書き出す",
        (
            f"検索した条件に合う操作履歴を、新しいものから最大{MOST_EXPORTED_ROWS:,}件、ファイルに書き出します。",
            "氏名やメールアドレスが含まれることがあります。取り扱いにご注意ください。",
            "書き出したことも、操作履歴に残ります。",
        ),
        back=here.having(),
        said=Said("操作履歴をCSVで書き出しました"),
    )


EXPORT = Act(path=f"{PATH}/export", about=the_search, page=_page, read=_export)
