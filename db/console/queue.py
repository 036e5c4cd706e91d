"""What needs a person: cases with the reason, since when, and who has taken them in hand."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from db.console.cases import InHand
from db.console.conditions import Conditions
from db.console.paging import PER_PAGE, cut
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
    case that is looked for, empty for all. `after`: where the page before ended, `before`: where
    the next one began.
    """

    need: Need | None = None
    taken: Taken | None = None
    administrator: int | None = None
    subject: str = ""
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
    (`name`, `jan_maker_code`), or the process that stopped and each kind of trouble with its
    reason. `deadline`: when the application's present wait ends, None where nothing does.
    """

    subject: str
    need: Need
    since: datetime
    application_number: str | None
    company_id: str | None
    company_name: str
    details: tuple[str, ...]
    in_hand: InHand | None
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


# An application can need a person for two reasons; each is a case, under one subject. A mail
# failed for good unless one like it went out later, or to an address that was corrected.
_CASES = """
    waiting_application AS NOT MATERIALIZED (
        SELECT application_number AS number, stage, revision_in_hand AS newest
        FROM application WHERE closed_at IS NULL AND NOT EXISTS (
            SELECT FROM withdrawal WHERE withdrawal.application = application_number
        )
    ), reviewed AS (
        SELECT 'review:' || review.id AS subject, 'review' AS need, review.opened_at AS since,
            number, NULL AS company_id, review.cause || array(
                SELECT finding.reason FROM screening_finding AS finding
                WHERE finding.application = number AND finding.revision = review.revision
                    AND review.cause = 'screening'
                GROUP BY finding.reason ORDER BY min(finding.id)
            ) AS details
        FROM waiting_application JOIN LATERAL (
            SELECT * FROM review WHERE review.application = number ORDER BY id DESC LIMIT 1
        ) AS review ON true
        WHERE stage = 'under_review' AND NOT EXISTS (
            SELECT FROM review_decision WHERE review_decision.review = review.id
        )
    ), failed AS (
        SELECT number AS subject, 'mail' AS need, min(mail.finished_at) AS since, number,
            NULL AS company_id, array_agg(
                DISTINCT mail.kind || CASE WHEN mail.about_us THEN ' about_us' ELSE '' END
            ) AS details
        FROM mail JOIN waiting_application ON number = mail.application
        WHERE mail.state IN ('refused', 'bounced') AND mail.revision IN (0, newest)
            AND (stage = 'invited'
                OR mail.kind NOT IN ('invitation', 'invitation_reminder', 'wholesaler_answer'))
            AND NOT EXISTS (
                SELECT FROM mail AS later
                WHERE later.application = number AND later.queued_at > mail.finished_at AND (
                    later.kind = mail.kind AND later.generation >= mail.generation
                    OR later.kind = 'address_corrected'
                        AND mail.kind !~ '^(approval|decision|alert)_'
                )
            )
        GROUP BY number
    ), unwelcomed AS (
        SELECT company.application_number, 'mail', max(mail.finished_at),
            company.application_number, NULL, ARRAY['welcome']
        FROM mail JOIN company ON company.application_number = mail.application
        JOIN account ON account.company = company.company_id
            AND account.role = 'id_manager' AND account.last_login_at IS NULL
        WHERE mail.state IN ('refused', 'bounced') AND mail.kind = 'welcome' AND NOT EXISTS (
            SELECT FROM mail AS later
            WHERE later.application = mail.application AND later.kind = 'welcome'
                AND later.queued_at > mail.finished_at
        )
        GROUP BY company.application_number
    ), silent AS (
        SELECT number, 'silence', due.done_at, number, NULL, ARRAY[]::text[]
        FROM waiting_application JOIN due ON due.application = number
        WHERE stage = 'awaiting_approval' AND due.kind = 'alert' AND due.done_at IS NOT NULL
            AND due.generation = (
                SELECT max(link.generation) FROM link
                WHERE link.application = number AND link.purpose = 'approval'
            )
            AND NOT EXISTS (
                SELECT FROM decision
                WHERE decision.application = number AND decision.revision = newest
            )
    ), missed AS (
        SELECT number, 'wholesaler', question.asked_at, number, NULL,
            ARRAY[question.missing::text, question.name::text]
        FROM waiting_application JOIN wholesaler_question AS question
            ON question.application = number AND question.answered_at IS NULL
        WHERE stage = 'invited'
    ), suspended AS (
        SELECT application_number, 'suspension', suspended_at, application_number, NULL,
            ARRAY[]::text[]
        FROM company WHERE suspended_at IS NOT NULL AND ended_at IS NULL AND EXISTS (
            SELECT FROM dispute WHERE dispute.application = application_number
                AND dispute.disputed_at = suspended_at
        )
    ), asked AS (
        SELECT 'change:' || change.id, 'change', change.requested_at, NULL, change.company,
            array_remove(ARRAY[
                CASE WHEN change.name <> company.name THEN 'name' END,
                CASE WHEN change.jan_maker_code IS DISTINCT FROM company.jan_maker_code
                    THEN 'jan_maker_code' END
            ], NULL)
        FROM company_change AS change JOIN company ON company.company_id = change.company
        WHERE change.choice IS NULL
    ), stopped AS (
        SELECT trouble.process, 'stopped', min(trouble.since), application_number,
            CASE WHEN application_number IS NULL THEN (
                SELECT mail.company FROM mail
                WHERE mail.process = trouble.process AND mail.company IS NOT NULL LIMIT 1
            ) END,
            trouble.process || array_agg(
                trouble.kind || ' ' || trouble.reason ORDER BY trouble.since, trouble.kind
            )
        FROM trouble
        -- Some of an application's workflows have an id that goes on after its number.
        LEFT JOIN application ON application_number = left(trouble.process, 15)
        GROUP BY trouble.process, application_number
    ), cases AS MATERIALIZED (
        SELECT * FROM reviewed UNION ALL SELECT * FROM failed UNION ALL SELECT * FROM unwelcomed
        UNION ALL SELECT * FROM silent UNION ALL SELECT * FROM missed
        UNION ALL SELECT * FROM suspended
        UNION ALL SELECT * FROM asked UNION ALL SELECT * FROM stopped
    )
"""

_PAGE = """
    page AS (
        SELECT cases.*, case_in_hand.administrator, administrator.person_name, taken_at,
            {place} AS place
        FROM cases LEFT JOIN case_in_hand USING (subject)
        LEFT JOIN administrator ON administrator.id = case_in_hand.administrator
        WHERE {conditions}
        ORDER BY place {direction}, subject {direction}, need {direction} LIMIT {most}
    )
    SELECT waiting.counts, page.*,
        coalesce(company.name, form.company_name, application.searched_name) AS company_name,
        application.deadline
    FROM (
        SELECT jsonb_object_agg(need, count) AS counts
        FROM (SELECT need, count(*) FROM cases GROUP BY need) AS counted
    ) AS waiting
    LEFT JOIN page ON true
    LEFT JOIN application ON application.application_number = number
    LEFT JOIN company ON company.company_id = page.company_id
    LEFT JOIN LATERAL (
        SELECT company_name FROM form_revision WHERE form_revision.application = number
        ORDER BY revision DESC LIMIT 1
    ) AS form ON true
    ORDER BY place {direction}, subject {direction}, need {direction}
"""


async def load_queue(query: QueueQuery, most: int = PER_PAGE) -> QueuePage:
    """Read one page of at most so many cases that need a person, in one query."""
    conditions = _conditions(query)
    page = _PAGE.format(
        conditions=conditions.sql,
        place=_PLACES[query.order],
        direction=query.direction,
        most=most + 1,
    )
    rows = await Application.raw(f"WITH {_CASES}, {page}", *conditions.values)
    counts: dict[str, int] = json.loads(rows[0]["counts"] or "{}")
    found = [row for row in rows if row["subject"] is not None]
    shown = cut(found, _place, after=query.after, before=query.before, most=most)
    return QueuePage(
        cases=tuple(map(_case, shown.shown)),
        waiting={need: counts.get(need, 0) for need in Need},
        next=shown.next,
        back=shown.back,
    )


async def load_needs() -> dict[Need, Waiting]:
    """How many cases there are of each need, none included, and since when the oldest waits."""
    rows = await Application.raw(
        f"WITH {_CASES} SELECT need, count(*), min(since) AS since FROM cases GROUP BY need"  # noqa: S608 -- only constants of this file are put in
    )
    found = {row["need"]: Waiting(row["count"], row["since"]) for row in rows}
    return {need: found.get(need.value, Waiting(0, None)) for need in Need}


def _conditions(query: QueueQuery) -> Conditions:
    conditions = Conditions()
    if query.need is not None:
        conditions.add("need = {}", query.need.value)
    if query.subject:
        conditions.add("subject = {}", query.subject)
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
        deadline=row["deadline"],
    )
