"""The search for applications, one page at a time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import product
from typing import Any

from db.console.conditions import Conditions
from db.console.paging import PER_PAGE, Ordering, cut
from db.engine import planned_for_its_values
from db.spellings import keys_with, spellings
from db.tables.enrolment import Application
from domain.enrolment.stages import Stage
from domain.searches import By, Clue, Clues


class ApplicationSort(StrEnum):
    """The orders that the list may have.

    By deadline only those are listed that have one; by how long they wait, only open ones.
    """

    NEWEST = "newest"
    OLDEST = "oldest"
    DEADLINE = "deadline"
    LATEST_DEADLINE = "latest-deadline"
    LONGEST_WAIT = "longest-wait"
    SHORTEST_WAIT = "shortest-wait"


class Phase(StrEnum):
    """Whether an application's life goes on."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class ApplicationQuery:
    """What is to be listed: what fits at least one clue of each entry of `clues`.

    A name, a code or a mail address may be of any revision, the wholesaler is that of the newest.
    `waiting_since`: open, and at its stage since before then.
    `requested_from`, `requested_until`: when the address was first entered, the end excluded.
    `after`: the 受付番号 that the page before ended with, empty for the first page. `before`: the
    one that the next page began with, for the way back.
    """

    clues: tuple[Clues, ...] = ()
    wholesaler: int | None = None
    stage: Stage | Phase | None = None
    waiting_since: datetime | None = None
    requested_from: datetime | None = None
    requested_until: datetime | None = None
    order: ApplicationSort = ApplicationSort.NEWEST
    after: str = ""
    before: str = ""


@dataclass(frozen=True)
class ListedApplication:
    """One row of the list; names are of the newest form, else what was searched beforehand."""

    application_number: str
    stage: Stage
    stage_since: datetime
    requested_at: datetime
    deadline: datetime | None
    closed_at: datetime | None
    company_name: str
    head_office: str | None
    wholesaler_name: str | None


@dataclass(frozen=True)
class ApplicationPage:
    """One page of the list.

    `next`: `after` of the next page, `back`: `before` of the page before; None where there is none.
    """

    applications: tuple[ListedApplication, ...]
    next: str | None
    back: str | None = None


def _by(column: str, *, descending: bool = False) -> Ordering:
    return Ordering("application", column, "application_number", descending)


_ORDERINGS = {
    ApplicationSort.NEWEST: _by("requested_at", descending=True),
    ApplicationSort.OLDEST: _by("requested_at"),
    ApplicationSort.DEADLINE: _by("deadline"),
    ApplicationSort.LATEST_DEADLINE: _by("deadline", descending=True),
    ApplicationSort.LONGEST_WAIT: _by("stage_since"),
    ApplicationSort.SHORTEST_WAIT: _by("stage_since", descending=True),
}

_LISTED_ONLY = {
    ApplicationSort.DEADLINE: "deadline IS NOT NULL",
    ApplicationSort.LATEST_DEADLINE: "deadline IS NOT NULL",
    ApplicationSort.LONGEST_WAIT: "closed_at IS NULL",
    ApplicationSort.SHORTEST_WAIT: "closed_at IS NULL",
}

_OF_FORM = "application_number IN (SELECT application FROM form_revision WHERE {})"
_BY_KEY = "application_number IN (SELECT application FROM application_key WHERE {})"

Way = tuple[str, *tuple[object, ...]]
"""A condition by which an application can be found, and its values."""

# What one clue may mean. Each is a query of its own, so that each can use its index.
_WAYS: dict[By, tuple[str, ...]] = {
    By.NUMBER: ("replace(application_number, '-', '') LIKE '%' || {} || '%'",),
    By.MAKER_CODE: (_OF_FORM.format("jan_maker_code LIKE {} || '%'"),),
    By.PRODUCT_CODE: (
        _OF_FORM.format(
            "jan_maker_code = ANY(ARRAY(SELECT left({}, n) FROM unnest(ARRAY[7, 9, 10]) AS n))"
        ),
    ),
    By.CORPORATE_NUMBER: (_OF_FORM.format("corporate_number = {}"),),
    By.MAILBOX: ("mailbox_key = {}", _OF_FORM.format("lower(contact_mail_address) = {}")),
    By.MAIL_DOMAIN: (
        "split_part(mail_address, '@', 2) = {}",
        _OF_FORM.format("split_part(contact_mail_address, '@', 2) = {}"),
    ),
}

_PHASES = {Phase.OPEN: "closed_at IS NULL", Phase.CLOSED: "closed_at IS NOT NULL"}

_WHOLESALER = """
    application_number IN (
        SELECT form.application FROM form_revision AS form
        WHERE form.wholesaler = {} AND NOT EXISTS (
            SELECT FROM form_revision AS newer
            WHERE newer.application = form.application AND newer.revision > form.revision
        )
    )
"""

_LIST = """
    SELECT application.application_number, stage, stage_since, requested_at, deadline,
        closed_at, coalesce(form.company_name, searched_name) AS company_name, form.head_office,
        certifying_wholesaler.name AS wholesaler_name
    FROM (SELECT * FROM ({found}) AS found ORDER BY {order} LIMIT {most}) AS shown
    JOIN application USING (application_number)
    LEFT JOIN LATERAL (
        SELECT * FROM form_revision WHERE form_revision.application = application_number
        ORDER BY revision DESC LIMIT 1
    ) AS form ON true
    LEFT JOIN certifying_wholesaler ON certifying_wholesaler.id = form.wholesaler
    ORDER BY {order}
"""


async def find_applications(query: ApplicationQuery, most: int = PER_PAGE) -> ApplicationPage:
    """Read one page of at most so many of the applications that were asked for."""
    order = _ORDERINGS[query.order].turned(backwards=bool(query.before))
    common, ways, values = _common(query, order), [], []
    for way in product(*[await _ways(clues) for clues in query.clues]):
        conditions = [common.sql, *(sql for sql, *_ in way)]
        values += [*common.values, *(value for _, *values_of in way for value in values_of)]
        ways.append(
            f"(SELECT application_number, {order.column} AS place FROM application"  # noqa: S608 -- only constants of this file are put in
            f" WHERE {' AND '.join(conditions)} ORDER BY {order.sql('place')} LIMIT {most + 1})"
        )
    sql = _LIST.format(found=" UNION ".join(ways), order=order.sql("place"), most=most + 1)
    async with planned_for_its_values():
        rows = await Application.raw(sql, *values)
    page = cut(
        [*map(_listed, rows)],
        lambda each: each.application_number,
        after=query.after,
        before=query.before,
        most=most,
    )
    return ApplicationPage(page.shown, next=page.next, back=page.back)


async def _ways(clues: Clues) -> list[Way]:
    """Every condition that one of the clues gives."""
    return [way for clue in clues for way in await _ways_of(clue)]


async def _ways_of(clue: Clue) -> list[Way]:
    if clue.by is not By.NAME:
        return [(sql, clue.text) for sql in _WAYS[clue.by]]
    conditions = [keys_with(words) for words in await spellings(clue.text)]
    return [(_BY_KEY.format(condition), *values) for condition, *values in conditions]


def _common(query: ApplicationQuery, order: Ordering) -> Conditions:
    """What is required in whatever way an application is found."""
    conditions = Conditions()
    if query.wholesaler is not None:
        conditions.add(_WHOLESALER, query.wholesaler)
    if isinstance(query.stage, Phase):
        conditions.add(_PHASES[query.stage])
    elif query.stage is not None:
        conditions.add("stage = {}", query.stage.value)
    if query.waiting_since is not None:
        conditions.add("closed_at IS NULL AND stage_since < {}", query.waiting_since)
    if query.requested_from is not None:
        conditions.add("requested_at >= {}", query.requested_from)
    if query.requested_until is not None:
        conditions.add("requested_at < {}", query.requested_until)
    if query.order in _LISTED_ONLY:
        conditions.add(_LISTED_ONLY[query.order])
    if query.before or query.after:
        conditions.add(order.beyond, query.before or query.after)
    return conditions


def _listed(row: dict[str, Any]) -> ListedApplication:
    return ListedApplication(**{**row, "stage": Stage(row["stage"])})
