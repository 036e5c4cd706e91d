"""What needs a person: cases with the reason, since when, and who has taken them in hand."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from db.console.cases import InHand
from db.console.conditions import Conditions
from db.console.paging import PER_PAGE, cut
from db.needs import CASES
from db.tables.enrolment import Application
from domain.needs import Need


class QueueSort(StrEnum):
    """What the queue may be ordered by; those without a deadline, or that nobody has, come last."""

    WAIT = "wait"
    DEADLINE = "deadline"
    NUMBER = "number"
    NEED = "need"
    IN_HAND = "in-hand"


# Each as text that sorts as what it is of does, so that a page can name where it ends.
_SORTED = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
_PLACES = {
    QueueSort.WAIT: _SORTED.format("since"),
    QueueSort.DEADLINE: "coalesce({}, '~')".format(
        _SORTED.format("(SELECT deadline FROM application WHERE application_number = number)")
    ),
    QueueSort.NUMBER: "coalesce(number, cases.company_id, subject)",
    QueueSort.NEED: "CASE need {} END".format(
        " ".join(f"WHEN '{need}' THEN '{nth:02}'" for nth, need in enumerate(Need))
    ),
    QueueSort.IN_HAND: "coalesce(lpad(case_in_hand.administrator::text, 19, '0'), '~')",
}


@dataclass(frozen=True)
class QueuePlace:
    """Where a page of the queue ends: what its last case is ordered by, its subject and need."""

    place: str
    subject: str
    need: str


class Taken(StrEnum):
    """Whose cases are shown."""

    BY_NOBODY = "nobody"
    BY_ME = "me"


@dataclass(frozen=True)
class QueueQuery:
    """What is to be listed; None for all.

    `administrator`: the key of the person who looks, whom `Taken.BY_ME` means. `subject`: of the
    case that is looked for, empty for all. `waiting_since`: those that wait since before then.
    `after`: where the page before ended, `before`: where the next one began.
    """

    need: Need | None = None
    taken: Taken | None = None
    administrator: int | None = None
    subject: str = ""
    waiting_since: datetime | None = None
    order: QueueSort = QueueSort.WAIT
    descending: bool = False
    after: QueuePlace | None = None
    before: QueuePlace | None = None

    @property
    def direction(self) -> str:
        """In which rows are read: backwards if the page before is asked for."""
        return "DESC" if self.descending != (self.before is not None) else "ASC"


@dataclass(frozen=True)
class Case:
    """One line of the queue; `subject` is what `case_in_hand` knows it by.

    Of `application_number` and `company_id` one is None at least; both where a process stopped that
    is about neither. `details`: the cause of a review and the reasons that screening found, the
    kinds of the mails that failed (` about_us` after one that was refused because of us), what is
    missed in the form (`wholesaler`, `contact`) and that wholesaler's name, what is to be changed
    (`name`, `jan_maker_code`), what became of a disputed company (`suspended`, `asked` where its
    IDs are to end), the kind of change to an access, or the process that stopped and each kind of
    trouble with its reason. `process`: the one that says so in Temporal. `deadline`: when the
    application's present wait ends, None where nothing does.
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
    deadline: datetime | None = None


@dataclass(frozen=True)
class Waiting:
    """How many cases there are of one need, and since when the oldest waits."""

    count: int
    since: datetime | None


@dataclass(frozen=True)
class QueuePage:
    """One page. `waiting`: how many cases there are of each need, by anybody.

    `next`: `after` of the next page, `back`: `before` of the page before; None where there is none.
    """

    cases: tuple[Case, ...]
    waiting: dict[Need, int]
    next: QueuePlace | None
    back: QueuePlace | None = None


_LISTED = """
    page AS (
        SELECT cases.*, case_in_hand.administrator, administrator.person_name, taken_at,
            {place} AS place
        FROM {found} AS cases LEFT JOIN case_in_hand USING (subject)
        LEFT JOIN administrator ON administrator.id = case_in_hand.administrator
        WHERE {conditions}
        ORDER BY place {direction}, subject {direction}, need {direction} LIMIT {most}
    )
"""
_NAMED = """
    SELECT {counts} page.*,
        coalesce(company.name, form.company_name, application.searched_name) AS company_name,
        application.deadline
    FROM {pages}
    LEFT JOIN application ON application.application_number = number
    LEFT JOIN company ON company.company_id = page.company_id
    LEFT JOIN LATERAL (
        SELECT company_name FROM form_revision WHERE form_revision.application = number
        ORDER BY revision DESC LIMIT 1
    ) AS form ON true
    ORDER BY place {direction}, subject {direction}, need {direction}
"""

# Counted and listed: what needs a person is computed once.
_COUNTED = "counted AS MATERIALIZED (SELECT * FROM cases)"
_WITH_COUNTS = """(
        SELECT jsonb_object_agg(need, count) AS counts
        FROM (SELECT need, count(*) FROM counted GROUP BY need) AS by_need
    ) AS waiting LEFT JOIN page ON true"""


async def load_queue(query: QueueQuery, most: int = PER_PAGE) -> QueuePage:
    """Read one page of at most so many cases that need a person, in one query."""
    conditions = _conditions(query)
    page = _LISTED.format(
        found="counted",
        conditions=conditions.sql,
        place=_PLACES[query.order],
        direction=query.direction,
        most=most + 1,
    )
    named = _NAMED.format(counts="waiting.counts,", pages=_WITH_COUNTS, direction=query.direction)
    rows = await Application.raw(f"WITH {CASES}, {_COUNTED}, {page} {named}", *conditions.values)
    counts: dict[str, int] = json.loads(rows[0]["counts"] or "{}")
    found = [row for row in rows if row["subject"] is not None]
    shown = cut(found, _place, after=query.after, before=query.before, most=most)
    return QueuePage(
        cases=tuple(map(_case, shown.shown)),
        waiting={need: counts.get(need, 0) for need in Need},
        next=shown.next,
        back=shown.back,
    )


async def cases_of(application_number: str) -> tuple[Case, ...]:
    """For what an application needs a person, the longest waiting first."""
    return await _some("number = {}", application_number, most=len(Need))


async def cases_of_company(company_id: str) -> tuple[Case, ...]:
    """For what a company needs a person, but for its application; the longest waiting first."""
    return await _some("cases.company_id = {}", company_id, most=PER_PAGE)


async def case_of_stopped(process: str) -> Case | None:
    """The case of a process that stopped; None when nothing is wrong with it."""
    found = await _some("need = 'stopped' AND process = {}", process, most=1)
    return found[0] if found else None


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
    page = _LISTED.format(
        found="cases",
        conditions=conditions.sql,
        place=_PLACES[QueueSort.WAIT],
        direction="ASC",
        most=most,
    )
    named = _NAMED.format(counts="", pages="page", direction="ASC")
    rows = await Application.raw(f"WITH {CASES}, {page} {named}", *conditions.values)
    return tuple(map(_case, rows))


async def load_needs() -> dict[Need, Waiting]:
    """How many cases there are of each need, none included, and since when the oldest waits."""
    rows = await Application.raw(
        f"WITH {CASES} SELECT need, count(*), min(since) AS since FROM cases GROUP BY need"  # noqa: S608 -- only constants of this file are put in
    )
    found = {row["need"]: Waiting(row["count"], row["since"]) for row in rows}
    return {need: found.get(need.value, Waiting(0, None)) for need in Need}


def _conditions(query: QueueQuery) -> Conditions:
    conditions = Conditions()
    if query.need is not None:
        conditions.add("need = {}", query.need.value)
    if query.subject:
        conditions.add("subject = {}", query.subject)
    if query.waiting_since is not None:
        conditions.add("since < {}", query.waiting_since)
    if query.taken is Taken.BY_NOBODY:
        conditions.add("case_in_hand.subject IS NULL")
    elif query.taken is Taken.BY_ME:
        conditions.add("case_in_hand.administrator = {}", query.administrator)
    end = query.before or query.after
    if end is not None:
        sign = "<" if query.direction == "DESC" else ">"
        conditions.add(
            f"({_PLACES[query.order]}, subject, need) {sign} ({{}}, {{}}, {{}})",
            end.place,
            end.subject,
            end.need,
        )
    return conditions


def _place(row: dict[str, Any]) -> QueuePlace:
    return QueuePlace(row["place"], row["subject"], row["need"])


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
        deadline=row["deadline"],
    )
