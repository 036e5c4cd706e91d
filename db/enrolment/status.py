"""What the applicant's status page shows (product.md, step 9)."""

from dataclasses import dataclass
from datetime import datetime

from db.enrolment.corrections import Notice, newest_notice
from db.enrolment.facts import load_facts
from db.enrolment.resends import may_resend_at
from db.tables.enrolment import Application
from domain.enrolment.stages import Choice, Stage


@dataclass(frozen=True)
class ApplicationStatus:
    """Where an application is, and when it came to each point; None for what is yet to come.

    It is apart from `Facts` because it is what an applicant may know: nothing of reviews, disputes
    and failed mails is in it.

    `waiting_since`: when the present wait began. `request_queued_at`, `asked_at`: when the newest
    request to the contact fell due, and when its mail went. `next_due`: the next reminder to the
    contact. `may_resend_at`: when 「卸担当者へ再送」 is possible again. `notice`: why it last went
    back. All times UTC.
    """

    application_number: str
    stage: Stage
    revision: int
    deadline: datetime | None
    next_due: datetime | None
    company_name: str
    wholesaler_name: str
    requested_at: datetime
    verified_at: datetime | None
    submitted_at: datetime | None
    waiting_since: datetime
    request_queued_at: datetime | None
    asked_at: datetime | None
    decided_at: datetime | None
    choice: Choice | None
    reason: str
    notice: Notice | None
    may_resend_at: datetime | None
    closed_at: datetime | None


async def load_status(application_number: str) -> ApplicationStatus:
    """Read the status; raises `LookupError` when there is no such application."""
    facts = await load_facts(application_number)
    rows = await Application.raw(
        """
        SELECT requested_at, verified_at, stage_since, closed_at, (
            SELECT max(submitted_at) FROM form_revision WHERE application = application_number
        ) AS submitted_at, request.queued_at AS request_queued_at, request.finished_at AS asked_at
        FROM application LEFT JOIN LATERAL (
            SELECT mail.queued_at, mail.finished_at FROM mail
            WHERE mail.application = application_number AND mail.kind = 'approval_request'
            ORDER BY mail.generation DESC, mail.queued_at LIMIT 1
        ) AS request ON true
        WHERE application_number = {}
        """,
        application_number,
    )
    row = rows[0]
    return ApplicationStatus(
        application_number=application_number,
        stage=facts.stage,
        revision=facts.revision,
        deadline=facts.deadline,
        next_due=facts.next_due,
        company_name=facts.company_name,
        wholesaler_name=facts.wholesaler_name,
        requested_at=row["requested_at"],
        verified_at=row["verified_at"],
        submitted_at=row["submitted_at"],
        waiting_since=row["stage_since"],
        request_queued_at=row["request_queued_at"],
        asked_at=row["asked_at"],
        decided_at=facts.decided_at,
        choice=facts.choice,
        reason=facts.decision_reason,
        notice=await newest_notice(application_number),
        may_resend_at=await may_resend_at(application_number),
        closed_at=row["closed_at"],
    )
