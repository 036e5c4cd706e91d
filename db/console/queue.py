"""What needs a person: cases with the reason, since when, and who has taken them in hand."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from db.console.cases import InHand
from db.console.conditions import Conditions
from db.needs import CASES
from db.tables.enrolment import Application
from domain.needs import Need

PER_PAGE = 50


class Taken(StrEnum):
    """Whose cases are shown."""

    BY_NOBODY = "nobody"
    BY_ME = "me"


@dataclass(frozen=True)
class QueueQuery:
    """What is to be listed; None for all. `after`: the cursor that the page before ended with.

    `administrator`: the key of the person who looks, whom `Taken.BY_ME` means.
    """

    need: Need | None = None
    taken: Taken | None = None
    administrator: int | None = None
    after: tuple[datetime, str] | None = None


@dataclass(frozen=True)
class Case:
    """One line of the queue; `subject` is what `case_in_hand` knows it by.

    Of `application_number` and `company_id` one is None at least; both where a process stopped that
    is about neither. `details`: the cause of a review and the reasons that screening found, the
    kinds of the mails that failed (` about_us` after one that was refused because of us), what is
    missed in the form (`wholesaler`, `contact`) and that wholesaler's name, what is to be changed
    (`name`, `jan_maker_code`), what became of a disputed company (`suspended`, `asked` where its
    IDs are to end), the kind of change to an access, or the process that stopped and each kind of
    trouble with its reason. `process`: the one that says so in Temporal.
    """

    subject: str
    need: Need
    since: datetime
    application_number: str | None
    company_id: str | None
    company_name: str
    details: tuple[str, ...]
    in_hand: InHand | None
    process: str = ""


@dataclass(frozen=True)
class QueuePage:
    """One page, the oldest first. `waiting`: how many cases there are of each need, by anybody.

    `next`: `after` of the next page, None where there is none.
    """

    cases: tuple[Case, ...]
    waiting: dict[Need, int]
    next: tuple[datetime, str] | None


_LISTED = """
    page AS (
        SELECT found.*, case_in_hand.administrator, administrator.person_name, taken_at
        FROM {found} AS found LEFT JOIN case_in_hand USING (subject)
        LEFT JOIN administrator ON administrator.id = case_in_hand.administrator
        WHERE {conditions} ORDER BY since, subject LIMIT {most}
    )
"""
_NAMED = """
    SELECT {counts} page.*,
        coalesce(company.name, form.company_name, application.searched_name) AS company_name
    FROM {pages}
    LEFT JOIN application ON application.application_number = number
    LEFT JOIN company ON company.company_id = page.company_id
    LEFT JOIN LATERAL (
        SELECT company_name FROM form_revision WHERE form_revision.application = number
        ORDER BY revision DESC LIMIT 1
    ) AS form ON true
    ORDER BY since, subject
"""

# Counted and listed: what needs a person is computed once.
_COUNTED = "counted AS MATERIALIZED (SELECT * FROM cases)"
_WITH_COUNTS = """(
        SELECT jsonb_object_agg(need, count) AS counts
        FROM (SELECT need, count(*) FROM counted GROUP BY need) AS by_need
    ) AS waiting LEFT JOIN page ON true"""


async def load_queue(query: QueueQuery) -> QueuePage:
    """Read one page of what needs a person, in one query."""
    conditions = _conditions(query)
    page = _LISTED.format(found="counted", conditions=conditions.sql, most=PER_PAGE + 1)
    named = _NAMED.format(counts="waiting.counts,", pages=_WITH_COUNTS)
    rows = await Application.raw(f"WITH {CASES}, {_COUNTED}, {page} {named}", *conditions.values)
    counts: dict[str, int] = json.loads(rows[0]["counts"] or "{}")
    found = [row for row in rows if row["subject"] is not None]
    shown = tuple(_case(row) for row in found[:PER_PAGE])
    return QueuePage(
        cases=shown,
        waiting={need: counts.get(need, 0) for need in Need},
        next=(shown[-1].since, shown[-1].subject) if len(found) > PER_PAGE else None,
    )


async def cases_of(application_number: str) -> tuple[Case, ...]:
    """For what an application needs a person, the longest waiting first."""
    return await _some("number = {}", application_number, most=len(Need))


async def next_case(application_number: str, administrator: int) -> Case | None:
    """The longest waiting case that is not about this application and nobody else has in hand."""
    found = await _some(
        "number IS DISTINCT FROM {} AND coalesce(case_in_hand.administrator, {}) = {}",
        application_number,
        administrator,
        administrator,
        most=1,
    )
    return found[0] if found else None


async def _some(sql: str, *values: object, most: int) -> tuple[Case, ...]:
    conditions = Conditions()
    conditions.add(sql, *values)
    page = _LISTED.format(found="cases", conditions=conditions.sql, most=most)
    named = _NAMED.format(counts="", pages="page")
    rows = await Application.raw(f"WITH {CASES}, {page} {named}", *conditions.values)
    return tuple(map(_case, rows))


def _conditions(query: QueueQuery) -> Conditions:
    conditions = Conditions()
    if query.need is not None:
        conditions.add("need = {}", query.need.value)
    if query.taken is Taken.BY_NOBODY:
        conditions.add("case_in_hand.subject IS NULL")
    elif query.taken is Taken.BY_ME:
        conditions.add("case_in_hand.administrator = {}", query.administrator)
    if query.after is not None:
        conditions.add("(since, subject) > ({}, {})", *query.after)
    return conditions


def _case(row: dict[str, Any]) -> Case:
    taken = row["administrator"] is not None
    return Case(
        subject=row["subject"],
        need=Need(row["need"]),
        since=row["since"],
        application_number=row["number"],
        company_id=row["company_id"],
        company_name=row["company_name"] or "",
        details=tuple(row["details"]),
        in_hand=InHand(row["administrator"], row["person_name"], row["taken_at"])
        if taken
        else None,
        process=row["process"],
    )
