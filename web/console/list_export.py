"""Any list of the console as a CSV file: with a reason, streamed, and recorded (S34).

What was asked for is recorded, but for what may be about a person: of that, only that it was asked.
"""

import codecs
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from litestar import Request, Response
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from db.audit import ActReason
from db.console.list_exports import record_list_export
from db.console.paging import MOST_EXPORTED_ROWS
from db.console.staff import Staff
from domain.business_calendar import JST
from domain.csv_files import Encoding, write_table
from web.console.acts import Act, ActPage, Do, pages_of
from web.console.lists import FILTER, PERSONAL, ListAddress, list_form
from web.context import Injected, now_of
from web.forms import Form
from web.said import Said

Row: TypeAlias = tuple[str, ...]
Portions: TypeAlias = AsyncIterator[Iterable[Row]]


@dataclass(frozen=True)
class Asked:
    """A list as an address asks for it: by whom, with which fields, about which company."""

    form: Form
    query: Mapping[str, str]
    staff: Staff
    path: str
    company_id: str | None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class ListExport:
    """A list that can be written to a file.

    `path`: of the list. `name`: in the file's name and in the record. `fields`: what the address of
    the list may ask for; `PERSONAL` ones are recorded without their value. `read`: reads the list
    in portions, or notes errors in the form. `within`: the dependencies of the path.
    """

    path: str
    name: str
    header: Row
    read: Callable[[Asked], Awaitable[Portions]]
    fields: Sequence[str] = ()
    within: Mapping[str, Provide] = field(default_factory=dict)


def export_pages(export: ListExport) -> list[HTTPRouteHandler]:
    """The page that asks for the reason, and the file itself."""
    act = Act(
        path=f"{export.path}/export",
        about=_asked,
        within=export.within,
        page=partial(_page, export),
        read=partial(_read, export),
    )
    return pages_of(act, status_code=200)


async def at_once(rows: Iterable[Row]) -> Portions:
    """The portions of a list that is short enough to be read as a whole."""
    yield rows


def moment(at: datetime | None) -> str:
    """A moment as a cell has it: in Japan's time, so that it sorts; empty for none."""
    return "" if at is None else at.astimezone(JST).strftime("%Y-%m-%d %H:%M:%S")


async def _asked(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Asked:
    path = request.url.path.removesuffix("/export")
    return Asked(
        await list_form(request, staff, path),
        dict(request.query_params),
        staff,
        path,
        request.path_params.get("company_id"),
        now_of(request.app.state),
    )


def _page(export: ListExport, asked: Asked) -> ActPage:
    here = ListAddress(
        asked.path, {name: asked.query.get(name, "") for name in (*export.fields, FILTER)}
    )
    return ActPage(
        "一覧をCSVで書き出す",
        (
            f"開いていた一覧を、同じ条件と並び順で、最大{MOST_EXPORTED_ROWS:,}件、ファイルに書き出します。",
            "氏名やメールアドレスが含まれることがあります。取り扱いにご注意ください。",
            "書き出したことと、その条件は、操作履歴に残ります。",
        ),
        back=here.having(),
        said=Said("一覧をCSVで書き出しました"),
    )


async def _read(export: ListExport, asked: Asked, _: Form) -> Do | None:
    portions = await export.read(asked)
    return partial(_give_file, export, asked, portions) if asked.form.ok else None


async def _give_file(
    export: ListExport, asked: Asked, portions: Portions, why: ActReason, now: datetime
) -> Response[Any]:
    """Send the file, portion by portion as it is read."""
    await record_list_export(export.name, _recorded(export, asked), asked.company_id, why, now)
    name = f"inforex-{export.name}-{now.astimezone(JST):%Y%m%d}.csv"
    return Stream(
        _file(export.header, portions),
        media_type="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _recorded(export: ListExport, asked: Asked) -> dict[str, str | bool]:
    typed = {name: asked.form.typed(name) for name in export.fields if asked.form.typed(name)}
    return {name: True if name in PERSONAL else value[:100] for name, value in typed.items()}


async def _file(header: Row, portions: Portions) -> AsyncIterator[bytes]:
    yield write_table([header], Encoding.UTF_8)
    async for rows in portions:
        # The mark of UTF-8 stands at the beginning of a file only.
        yield write_table(rows, Encoding.UTF_8).removeprefix(codecs.BOM_UTF8)
