"""The map as BPMN and the log as OCEL, to be taken away: with a reason, and recorded (S34)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response
from litestar.response import Stream

from db.audit import ActReason
from db.console.list_exports import record_list_export
from db.console.paging import MOST_EXPORTED_ROWS
from db.console.process import Period
from domain.business_calendar import JST
from web.console.acts import Act, ActPage, Do, nothing
from web.console.lists import ListAddress
from web.console.process.bpmn import map_as_bpmn
from web.console.process.event_log import event_log
from web.console.process.pages import FIELDS, PATH, read_period
from web.context import now_of
from web.forms import Form, query_form
from web.said import Said


@dataclass(frozen=True)
class Asked:
    """The period that an address asks for, and its fields as they were typed."""

    form: Form
    period: Period

    @property
    def typed(self) -> Mapping[str, str]:
        return {name: self.form.typed(name) for name in FIELDS if self.form.typed(name)}


async def _asked(request: Request[Any, Any, Any]) -> Asked:
    form = query_form(request)
    return Asked(form, read_period(form, now_of(request.app.state)))


def _page_of_map(_: None) -> ActPage:
    return ActPage(
        "流れの図をBPMNで書き出す",
        (
            (
                "手続きの段階と道すじを、BPMN 2.0のファイルに書き出します。"
                "申請の件数や内容は含まれません。"
            ),
            "書き出したことは、操作履歴に残ります。",
        ),
        back=PATH,
        said=Said("流れの図を書き出しました"),
    )


async def _read_map(_: None, __: Form) -> Do:
    return _give_map


async def _give_map(why: ActReason, now: datetime) -> Response[Any]:
    await record_list_export("process-map", {}, None, why, now)
    return Response(
        map_as_bpmn(),
        media_type="application/xml",
        headers={"Content-Disposition": 'attachment; filename="inforex-process.bpmn"'},
    )


def _page_of_log(asked: Asked) -> ActPage:
    return ActPage(
        "この期間の記録をOCELで書き出す",
        (
            (
                "期間中の申請についての操作履歴と、メールの送信の結果を、"
                f"古いものからそれぞれ最大{MOST_EXPORTED_ROWS:,}件、"
                "OCEL 2.0（JSON）のファイルに書き出します。"
            ),
            "受付番号と企業IDは含まれますが、氏名、メールアドレス、入力された文章は含まれません。",
            "書き出したことと、その期間は、操作履歴に残ります。",
        ),
        back=ListAddress(PATH, dict(asked.typed)).having(),
        said=Said("記録を書き出しました"),
    )


async def _read_log(asked: Asked, _: Form) -> Do | None:
    return partial(_give_log, asked) if asked.form.ok else None


async def _give_log(asked: Asked, why: ActReason, now: datetime) -> Response[Any]:
    """Send the file, portion by portion as it is read."""
    await record_list_export("process-log", asked.typed, None, why, now)
    name = f"inforex-process-{now.astimezone(JST):%Y%m%d}.json"
    return Stream(
        event_log(asked.period),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


MAP_FILE = Act(path=f"{PATH}/map/export", about=nothing, page=_page_of_map, read=_read_map)
LOG_FILE = Act(path=f"{PATH}/log/export", about=_asked, page=_page_of_log, read=_read_log)
