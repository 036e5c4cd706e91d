"""Everything known of one application, for those who look into it or decide about it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from db.audit import ActReason
from db.enrolment.application_form import Revision, revisions
from db.enrolment.approvals import RecordedDecision
from db.enrolment.reviews import Verdict, findings
from db.enrolment.status import ApplicationStatus, load_status
from db.enrolment.wholesalers import NamedWholesaler, named_wholesalers
from db.tables.enrolment import Application, Decision
from db.tables.operation import Mail
from db.tables.review import Due, Review
from domain.enrolment.form import ApplicationForm
from domain.enrolment.stages import Choice, Part, ReviewCause, ReviewChoice
from domain.screening import Finding, Reason


@dataclass(frozen=True)
class PastReview:
    """One wait for an administrator; no verdict while it lasts, or when it was overtaken."""

    revision: int
    cause: ReviewCause
    opened_at: datetime
    verdict: Verdict | None
    decided_at: datetime | None


@dataclass(frozen=True)
class Answer:
    """What a contact decided about one revision, and when its mailbox disowned that (S27)."""

    revision: int
    decision: RecordedDecision
    disputed_at: datetime | None


@dataclass(frozen=True)
class MailRecord:
    """One mail and its outcome; `state` is one of `db.tables.operation.Mail`."""

    key: str
    recipient: str
    state: str
    attempts: int
    server_answer: str
    queued_at: datetime
    finished_at: datetime | None

    @property
    def name(self) -> str:
        """Its kind and generation, which commands name it by."""
        return self.key.partition("/")[2]


@dataclass(frozen=True)
class DueRecord:
    """A reminder, resend or alert of a wait; neither done nor pending when the wait is over."""

    kind: str
    nth: int
    due_at: datetime
    done_at: datetime | None
    pending: bool


@dataclass(frozen=True)
class Dossier:
    """One application with all that was entered, found, decided and sent; the oldest first.

    It is the whole record, for the command line: no other reader needs all of it at once.

    `wholesalers`: those that the revisions name, by id. `findings`: with the revision they are
    about. `company_id`, `suspended_at`: of the company that it led to, if it did.
    """

    status: ApplicationStatus
    mail_address: str
    company_id: str | None
    suspended_at: datetime | None
    revisions: tuple[Revision, ...]
    wholesalers: dict[int, NamedWholesaler]
    findings: tuple[tuple[int, Finding], ...]
    reviews: tuple[PastReview, ...]
    answers: tuple[Answer, ...]
    mails: tuple[MailRecord, ...]
    dues: tuple[DueRecord, ...]


def changed_fields(before: ApplicationForm, after: ApplicationForm) -> tuple[str, ...]:
    """Name the fields that differ between two revisions of a form."""
    names = (field.name for field in fields(ApplicationForm))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


async def load_dossier(application_number: str) -> Dossier:
    """Read everything; raises `LookupError` when there is no such application."""
    status = await load_status(application_number)
    found = await findings(application_number)
    return Dossier(
        status=status,
        **await _application(application_number),
        revisions=await revisions(application_number),
        wholesalers=await named_wholesalers(application_number),
        findings=tuple((nth, Finding(Reason(reason), about)) for nth, reason, about in found),
        reviews=await load_reviews(application_number),
        answers=await _answers(application_number),
        mails=await _mails(application_number),
        dues=await _dues(application_number),
    )


async def load_reviews(application_number: str) -> tuple[PastReview, ...]:
    """Every wait for an administrator and what was decided, the oldest first."""
    rows = await Review.raw(
        """
        SELECT review.revision, review.cause, review.opened_at, decision.choice, decision.reason,
            decision.parts, decision.decided_by, decision.decided_at
        FROM review LEFT JOIN review_decision AS decision ON decision.review = review.id
        WHERE review.application = {} ORDER BY review.id
        """,
        application_number,
    )
    return tuple(
        PastReview(
            row["revision"],
            ReviewCause(row["cause"]),
            row["opened_at"],
            _verdict(row),
            row["decided_at"],
        )
        for row in rows
    )


def _verdict(row: dict[str, Any]) -> Verdict | None:
    if row["choice"] is None:
        return None
    parts = tuple(Part(part) for part in row["parts"])
    return Verdict(ReviewChoice(row["choice"]), ActReason(row["decided_by"], row["reason"]), parts)


async def _application(application_number: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = await Application.raw(
        """
        SELECT application.mail_address, company.company_id, company.suspended_at
        FROM application LEFT JOIN company USING (application_number)
        WHERE application_number = {}
        """,
        application_number,
    )
    return rows[0]


async def _answers(application_number: str) -> tuple[Answer, ...]:
    rows = await Decision.raw(
        """
        SELECT revision, choice, reason, mail_address, decided_at, dispute.disputed_at
        FROM decision LEFT JOIN dispute USING (application, revision)
        WHERE application = {} ORDER BY decided_at
        """,
        application_number,
    )
    return tuple(
        Answer(
            row["revision"],
            RecordedDecision(
                Choice(row["choice"]), row["reason"], row["mail_address"], row["decided_at"]
            ),
            row["disputed_at"],
        )
        for row in rows
    )


async def _mails(application_number: str) -> tuple[MailRecord, ...]:
    rows: Sequence[dict[str, Any]] = (
        await Mail.select(*(field.name for field in fields(MailRecord)))
        .where(Mail.application == application_number)
        .order_by(Mail.queued_at)
        .order_by(Mail.key)
    )
    return tuple(MailRecord(**row) for row in rows)


async def _dues(application_number: str) -> tuple[DueRecord, ...]:
    rows = await Due.raw(
        """
        SELECT due.kind, due.nth, due.due_at, due.done_at,
            due.done_at IS NULL AND due.purpose = CASE application.stage
                WHEN 'invited' THEN 'apply' WHEN 'awaiting_approval' THEN 'approval' ELSE '' END
            AND due.generation = (
                SELECT max(link.generation) FROM link
                WHERE link.application = due.application AND link.purpose = due.purpose
            ) AS pending
        FROM due JOIN application ON application.application_number = due.application
        WHERE due.application = {} ORDER BY due.due_at, due.id
        """,
        application_number,
    )
    return tuple(DueRecord(**row) for row in rows)
