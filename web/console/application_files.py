"""The queue and the list of applications as CSV files."""

from collections.abc import Sequence
from dataclasses import replace

from db.console.application_search import ApplicationQuery, ListedApplication, find_applications
from db.console.paging import MOST_EXPORTED_ROWS, in_portions
from db.console.queue import Case, load_queue
from domain.console_roles import Permission
from texts.needs import NEEDS, explain_need
from web.console.applications import (
    FIELDS,
    QUEUE,
    QUEUE_FIELDS,
    SEARCH,
    STAGE_NAMES,
    read_query,
    read_queue_query,
)
from web.console.cases import name_of, place_of
from web.console.list_export import Asked, ListExport, Portions, Row, at_once, export_pages, moment
from web.console.staff_only import staff_only
from web.wholesaler_choices import every_wholesaler_choice


async def _queue(asked: Asked) -> Portions:
    query = replace(read_queue_query(asked.form, asked.staff), after=None, before=None)
    found = await load_queue(query, MOST_EXPORTED_ROWS)
    return at_once([_case(case) for case in found.cases])


def _case(case: Case) -> Row:
    number, _ = place_of(case)
    return (
        number,
        name_of(case),
        NEEDS[case.need],
        " ".join(explain_need(case.need, case.details)),
        moment(case.since),
        moment(case.deadline),
        case.in_hand.person_name if case.in_hand else "",
    )


async def _applications(asked: Asked) -> Portions:
    query = read_query(asked.form, await every_wholesaler_choice())
    return _each_portion(query)


async def _each_portion(query: ApplicationQuery) -> Portions:
    async def read(after: str, most: int) -> tuple[Sequence[ListedApplication], str | None]:
        page = await find_applications(replace(query, after=after, before=""), most)
        return page.applications, page.next

    async for applications in in_portions(read):
        yield map(_application, applications)


def _application(listed: ListedApplication) -> Row:
    return (
        listed.application_number,
        listed.company_name,
        listed.head_office or "",
        STAGE_NAMES[listed.stage],
        listed.wholesaler_name or "",
        moment(listed.requested_at),
        moment(listed.stage_since),
        moment(listed.deadline),
    )


QUEUE_FILE = ListExport(
    path=QUEUE,
    name="queue",
    header=("番号", "企業名", "理由", "詳細", "いつから", "期限", "担当"),
    fields=QUEUE_FIELDS,
    read=_queue,
)
APPLICATIONS_FILE = ListExport(
    path=SEARCH,
    name="applications",
    header=(
        "受付番号",
        "企業名",
        "本社所在地",
        "状況",
        "認証先卸",
        "登録日時",
        "この状況になった日時",
        "期限",
    ),
    fields=FIELDS,
    read=_applications,
)

APPLICATION_FILES = staff_only(
    Permission.HELP, [*export_pages(QUEUE_FILE), *export_pages(APPLICATIONS_FILE)]
)
