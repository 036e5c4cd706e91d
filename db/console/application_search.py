"""The search for applications, one page at a time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import product
from typing import Any

from db.console.conditions import Conditions
from db.engine import planned_for_its_values
from db.spellings import keys_with, spellings
from db.tables.enrolment import Application
from domain.enrolment.stages import Stage
from domain.searches import By, Clue, Clues

PER_PAGE = 50


class ApplicationSort(StrEnum):
    """The orders that the list may have; by deadline only those are listed that have one."""

    NEWEST = "newest"
    OLDEST = "oldest"
    DEADLINE = "deadline"


class Phase(StrEnum):
    """Whether an application's life goes on."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class ApplicationQuery:
    """What is to be listed: what fits at least one clue of each entry of `clues`.

    A name, a code or a mail address may be of any revision, the wholesaler is that of the newest.
    `requested_from`, `requested_until`: when the address was first entered, the end excluded.
    `after`: the 受付番号 that the page before ended with, empty for the first page.
    """

    clues: tuple[Clues, ...] = ()
    wholesaler: int | None = None
    stage: Stage | Phase | None = None
    requested_from: datetime | None = None
    requested_until: datetime | None = None
    order: ApplicationSort = ApplicationSort.NEWEST
    after: str = ""


@dataclass(frozen=True)
class ListedApplication:
    """One row of the list; names are of the newest form, else what was searched beforehand."""

    application_number: str
    stage: Stage
    stage_since: datetime
    requested_at: datetime
    deadline: datetime | None
    company_name: str
    head_office: str | None
    wholesaler_name: str | None


@dataclass(frozen=True)
class ApplicationPage:
    """One page of the list; `next`: `after` of the next page, None where there is none."""

    applications: tuple[ListedApplication, ...]
    next: str | None


@dataclass(frozen=True)
class _Ordering:
    """An order by a column that is `place` where applications are gathered, then by number."""

    column: str
    direction: str

    @property
    def sql(self) -> str:
        return f"place {self.direction}, application_number {self.direction}"

    @property
    def beyond(self) -> str:
        """The condition that an application comes after the one of this number."""
        sign = "<" if self.direction == "DESC" else ">"
        return (
            f"({self.column}, application_number) {sign} (SELECT last.{self.column},"  # noqa: S608 -- only constants of this file are put in
            " last.application_number FROM application AS last"
            " WHERE last.application_number = {})"
        )


_ORDERINGS = {
    ApplicationSort.NEWEST: _Ordering("requested_at", "DESC"),
    ApplicationSort.OLDEST: _Ordering("requested_at", "ASC"),
    ApplicationSort.DEADLINE: _Ordering("deadline", "ASC"),
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
        coalesce(form.company_name, searched_name) AS company_name, form.head_office,
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


async def find_applications(query: ApplicationQuery) -> ApplicationPage:
    """Read one page of the applications that were asked for."""
    common = _common(query)
    order, ways, values = _ORDERINGS[query.order], [], []
    for way in product(*[await _ways(clues) for clues in query.clues]):
        conditions = [common.sql, *(sql for sql, *_ in way)]
        values += [*common.values, *(value for _, *values_of in way for value in values_of)]
        ways.append(
            f"(SELECT application_number, {order.column} AS place FROM application"  # noqa: S608 -- only constants of this file are put in
            f" WHERE {' AND '.join(conditions)} ORDER BY {order.sql} LIMIT {PER_PAGE + 1})"
        )
    sql = _LIST.format(found=" UNION ".join(ways), order=order.sql, most=PER_PAGE + 1)
    async with planned_for_its_values():
        rows = await Application.raw(sql, *values)
    shown = tuple(_listed(row) for row in rows[:PER_PAGE])
    return ApplicationPage(shown, shown[-1].application_number if len(rows) > PER_PAGE else None)


async def _ways(clues: Clues) -> list[Way]:
    """Every condition that one of the clues gives."""
    return [way for clue in clues for way in await _ways_of(clue)]


async def _ways_of(clue: Clue) -> list[Way]:
    if clue.by is not By.NAME:
        return [(sql, clue.text) for sql in _WAYS[clue.by]]
    conditions = [keys_with(words) for words in await spellings(clue.text)]
    return [(_BY_KEY.format(condition), *values) for condition, *values in conditions]


def _common(query: ApplicationQuery) -> Conditions:
    """What is required in whatever way an application is found."""
    conditions = Conditions()
    if query.wholesaler is not None:
        conditions.add(_WHOLESALER, query.wholesaler)
    if isinstance(query.stage, Phase):
        conditions.add(_PHASES[query.stage])
    elif query.stage is not None:
        conditions.add("stage = {}", query.stage.value)
    if query.requested_from is not None:
        conditions.add("requested_at >= {}", query.requested_from)
    if query.requested_until is not None:
        conditions.add("requested_at < {}", query.requested_until)
    if query.order is ApplicationSort.DEADLINE:
        conditions.add("deadline IS NOT NULL")
    if query.after:
        conditions.add(_ORDERINGS[query.order].beyond, query.after)
    return conditions


def _listed(row: dict[str, Any]) -> ListedApplication:
    return ListedApplication(**{**row, "stage": Stage(row["stage"])})
