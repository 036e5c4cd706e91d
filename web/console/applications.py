"""「申請」: what needs a person, and the search for any application."""

import re
from datetime import datetime, timedelta
from typing import Any

from litestar import Request, Response, get

from db.console.application_search import (
    ApplicationPage,
    ApplicationQuery,
    ApplicationSort,
    Phase,
    find_applications,
)
from db.console.queue import QueuePlace, QueueQuery, QueueSort, Taken, load_queue
from db.console.staff import Staff
from domain.console_roles import Permission
from domain.days import accept_beginning, accept_end
from domain.enrolment.stages import CLOSED, WAITS, Stage
from domain.needs import Need
from domain.searches import accept_anything, accept_jan, accept_mail, accept_name, accept_number
from texts.applications import STAGES
from texts.finding import as_clues
from texts.needs import NEEDS, explain_need
from web.console.areas import HOME
from web.console.cases import name_of, place_of
from web.console.dashboard import duration
from web.console.lists import (
    PER_PAGE,
    Column,
    ListAddress,
    address_of,
    asked_of,
    filters_of,
    list_form,
)
from web.console.staff_only import console_page, staff_only
from web.context import Injected
from web.forms import Form, optional
from web.wholesaler_choices import WholesalerChoices, every_wholesaler_choice

QUEUE = f"{HOME}/applications"
SEARCH = f"{QUEUE}/all"

# The fields of the search, each with its rule and its label.
CLUES = {
    "search": (accept_anything, "検索"),
    "number": (accept_number, "受付番号"),
    "name": (accept_name, "企業名"),
    "jan": (accept_jan, "JANコード"),
    "mail": (accept_mail, "メールアドレス"),
}
FIELDS = (*CLUES, "wholesaler", "stage", "since", "until", "sort")

TAKEN = {
    Taken.BY_NOBODY: "担当者なし",
    Taken.BY_ME: "自分が担当",
}

PHASES = {Phase.OPEN: "進行中のすべて", Phase.CLOSED: "終了したすべて"}
STAGE_NAMES = PHASES | {stage: STAGES[stage] for stage in Stage if stage in WAITS | CLOSED}


QUEUE_FIELDS = ("need", "taken", "sort")


@get(QUEUE)
async def show_queue(
    request: Request[Any, Any, Any], staff: Injected[Staff], now: Injected[datetime]
) -> Response[str]:
    """Show one page of what needs a person, the longest waiting first unless asked otherwise."""
    asked = await list_form(request, staff)
    query = read_queue_query(asked, staff)
    found = await load_queue(query, PER_PAGE)
    here = address_of(request, asked, QUEUE_FIELDS)
    return console_page(
        request,
        "console/queue.html",
        staff,
        form=Form(),
        asked=asked.shown_in("ja"),
        query=query,
        found=found,
        next=_named(found.next),
        back=_named(found.back),
        here=here,
        columns=_queue_columns(here, query),
        fields=QUEUE_FIELDS,
        filters=await filters_of(staff, QUEUE),
        is_oldest_first=query.order is QueueSort.WAIT and not query.descending,
        waited=lambda since: duration(max(now - since, timedelta())),
        needs=NEEDS,
        looked_for=_looked_for(query),
        need_choices=_need_choices(found.waiting),
        taken_choices=[(None, "すべての担当"), *TAKEN.items()],
        explain_need=explain_need,
        place_of=place_of,
        name_of=name_of,
    )


def _looked_for(query: QueueQuery) -> list[tuple[str, str]]:
    need = [] if query.need is None else [("理由", NEEDS[query.need])]
    return need + ([] if query.taken is None else [("担当", TAKEN[query.taken])])


def read_queue_query(asked: Form, staff: Staff) -> QueueQuery:
    """Read what is asked for; whatever no page of ours asks for counts as not asked."""
    need, taken, sort = asked.typed("need"), asked.typed("taken"), asked.typed("sort")
    order = sort.removeprefix("-")
    return QueueQuery(
        administrator=staff.administrator,
        need=Need(need) if need in set(Need) else None,
        taken=Taken(taken) if taken in set(Taken) else None,
        order=QueueSort(order) if order in set(QueueSort) else QueueSort.WAIT,
        descending=sort.startswith("-"),
        after=_place(asked.typed("after")),
        before=_place(asked.typed("before")),
    )


def _queue_columns(here: ListAddress, query: QueueQuery) -> list[Column]:
    """The columns; 企業名 alone sorts nothing, for its order is not that of readings."""
    now = f"-{query.order}" if query.descending else str(query.order)

    def column(name: str, by: QueueSort) -> Column:
        return here.column(name, now, by, f"-{by}")

    wait = QueueSort.WAIT  # Whose order is that of since when: the earliest waits the longest.
    return [
        column("番号", QueueSort.NUMBER),
        ("企業名", None, None),
        column("理由", QueueSort.NEED),
        here.column("待ち時間", now, f"-{wait}", wait, most_first=True),
        column("期限", QueueSort.DEADLINE),
        column("担当", QueueSort.IN_HAND),
    ]


@get(SEARCH)
async def search_applications(
    request: Request[Any, Any, Any], staff: Injected[Staff], now: Injected[datetime]
) -> Response[str]:
    """Show one page of the applications that were asked for."""
    form = await list_form(request, staff)
    wholesalers = await every_wholesaler_choice()
    query = read_query(form, wholesalers)
    return console_page(
        request,
        "console/applications.html",
        staff,
        200 if form.ok else 422,
        form=form,
        found=await find_applications(query, PER_PAGE) if form.ok else ApplicationPage((), None),
        waited=lambda since: duration(max(now - since, timedelta())),
        order=query.order,
        here=address_of(request, form, FIELDS),
        asked=_asked(form, query, wholesalers),
        fields=FIELDS,
        filters=await filters_of(staff, SEARCH),
        in_detail=any(form.typed(name) for name in FIELDS if name not in {"search", "sort"}),
        wholesalers=wholesalers,
        stages=STAGE_NAMES,
    )


def _asked(
    form: Form, query: ApplicationQuery, wholesalers: WholesalerChoices
) -> list[tuple[str, str]]:
    labels = {name: label for name, (_, label) in CLUES.items()}
    labels |= {"wholesaler": "認証先卸", "stage": "状況", "since": "開始日", "until": "終了日"}
    names = {str(key): name for key, name in wholesalers.options}
    asked = asked_of(form, labels, {"wholesaler": names, "stage": STAGE_NAMES})
    if form.typed("search") and query.clues:
        understood = as_clues(clue.by for clue in query.clues[0])
        asked[0] = (asked[0][0], f"{asked[0][1]}（{understood}として）")
    return asked


def read_query(form: Form, wholesalers: WholesalerChoices) -> ApplicationQuery:
    """Read what is asked for; whatever no page of ours asks for counts as not asked."""
    clues = [
        form.accept(name, optional(rule), label=label) for name, (rule, label) in CLUES.items()
    ]
    wholesaler, stage, sort = (form.typed(name) for name in ("wholesaler", "stage", "sort"))
    after, before = form.typed("after"), form.typed("before")
    return ApplicationQuery(
        clues=tuple(filter(None, clues)),
        wholesaler=next((key for key, _ in wholesalers.options if str(key) == wholesaler), None),
        stage=next((each for each in STAGE_NAMES if each == stage), None),
        requested_from=form.accept("since", optional(accept_beginning), label="開始日"),
        requested_until=form.accept("until", optional(accept_end), label="終了日"),
        order=ApplicationSort(sort) if sort in set(ApplicationSort) else ApplicationSort.NEWEST,
        after=after if re.fullmatch("[0-9-]+", after) else "",
        before=before if re.fullmatch("[0-9-]+", before) else "",
    )


def _need_choices(waiting: dict[Need, int]) -> list[tuple[Need | None, str]]:
    every: list[tuple[Need | None, str]] = [(None, f"すべての理由（{sum(waiting.values()):,}）")]
    return every + [(need, f"{name}（{waiting[need]:,}）") for need, name in NEEDS.items()]


def _named(end: QueuePlace | None) -> str | None:
    return f"{end.place} {end.subject} {end.need}" if end else None


def _place(text: str) -> QueuePlace | None:
    """Read where another page ended; a first page for what no page of ours sends."""
    if not re.fullmatch("[0-9A-Za-z:.~_-]+( [0-9A-Za-z:_-]+){2}", text):
        return None
    return QueuePlace(*text.split(" "))


APPLICATIONS = staff_only(Permission.VIEW, [show_queue, search_applications])
