"""「申請」: what needs a person, and the search for any application."""

import re
from datetime import datetime
from typing import Any

from litestar import Request, Response, get

from db.console.application_search import (
    ApplicationPage,
    ApplicationQuery,
    ApplicationSort,
    Phase,
    find_applications,
)
from db.console.queue import QueueQuery, Taken, load_queue
from db.console.staff import Staff
from domain.console_roles import Permission
from domain.days import accept_beginning, accept_end
from domain.enrolment.stages import CLOSED, WAITS, Stage
from domain.needs import Need
from domain.searches import accept_anything, accept_jan, accept_mail, accept_name, accept_number
from texts.applications import STAGES
from texts.needs import NEEDS, explain_need
from web.console.areas import HOME
from web.console.cases import name_of, place_of
from web.console.lists import address_of
from web.console.staff_only import console_page, staff_only
from web.context import Injected
from web.forms import Form, optional, query_form
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


@get(QUEUE)
async def show_queue(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Response[str]:
    """Show one page of what needs a person, the longest waiting first."""
    asked = query_form(request)
    need, taken = asked.typed("need"), asked.typed("taken")
    query = QueueQuery(
        administrator=staff.administrator,
        need=Need(need) if need in set(Need) else None,
        taken=Taken(taken) if taken in set(Taken) else None,
        after=_cursor(asked.typed("after")),
    )
    found = await load_queue(query)
    return console_page(
        request,
        "console/queue.html",
        staff,
        form=Form(),
        query=query,
        found=found,
        after=found.next and f"{found.next[0].isoformat()} {found.next[1]}",
        here=address_of(request, asked, ("need", "taken")),
        needs=NEEDS,
        need_choices=_need_choices(found.waiting),
        taken_choices=[(None, "すべての担当"), *TAKEN.items()],
        explain_need=explain_need,
        place_of=place_of,
        name_of=name_of,
    )


@get(SEARCH)
async def search_applications(
    request: Request[Any, Any, Any], staff: Injected[Staff]
) -> Response[str]:
    """Show one page of the applications that were asked for."""
    form = query_form(request)
    wholesalers = await every_wholesaler_choice()
    query = _read_query(form, wholesalers)
    return console_page(
        request,
        "console/applications.html",
        staff,
        200 if form.ok else 422,
        form=form,
        found=await find_applications(query) if form.ok else ApplicationPage((), None),
        order=query.order,
        here=address_of(request, form, FIELDS),
        in_detail=any(form.typed(name) for name in FIELDS if name not in {"search", "sort"}),
        wholesalers=wholesalers,
        stages=STAGE_NAMES,
    )


def _read_query(form: Form, wholesalers: WholesalerChoices) -> ApplicationQuery:
    """Read what is asked for; whatever no page of ours asks for counts as not asked."""
    clues = [
        form.accept(name, optional(rule), label=label) for name, (rule, label) in CLUES.items()
    ]
    wholesaler, stage, sort = (form.typed(name) for name in ("wholesaler", "stage", "sort"))
    after = form.typed("after")
    return ApplicationQuery(
        clues=tuple(filter(None, clues)),
        wholesaler=next((key for key, _ in wholesalers.options if str(key) == wholesaler), None),
        stage=next((each for each in STAGE_NAMES if each == stage), None),
        requested_from=form.accept("since", optional(accept_beginning), label="開始日"),
        requested_until=form.accept("until", optional(accept_end), label="終了日"),
        order=ApplicationSort(sort) if sort in set(ApplicationSort) else ApplicationSort.NEWEST,
        after=after if re.fullmatch("[0-9-]+", after) else "",
    )


def _need_choices(waiting: dict[Need, int]) -> list[tuple[Need | None, str]]:
    every: list[tuple[Need | None, str]] = [(None, f"すべての理由（{sum(waiting.values()):,}）")]
    return every + [(need, f"{name}（{waiting[need]:,}）") for need, name in NEEDS.items()]


def _cursor(text: str) -> tuple[datetime, str] | None:
    """Read where the page before ended; a first page for what no page of ours sends."""
    moment, _, subject = text.partition(" ")
    if not re.fullmatch("[0-9A-Za-z:-]+", subject):
        return None
    try:
        since = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (since, subject) if since.tzinfo else None


APPLICATIONS = staff_only(Permission.VIEW, [show_queue, search_applications])
