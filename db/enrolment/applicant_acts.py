"""What an applicant does after the submission: correct, have the contact asked again, withdraw."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from db import audit, outbox
from db.engine import transaction
from db.enrolment.application_form import add_revision, newest_form
from db.enrolment.facts import lock_application
from db.tables.enrolment import Application
from db.tables.review import Due, ReturnNotice, Withdrawal
from domain.audit_tags import AuditTag
from domain.business_calendar import add_business_days
from domain.enrolment.facts import Facts
from domain.enrolment.form import PARTS, ApplicationForm
from domain.enrolment.stages import Author, Part, ReturnCause, Stage
from domain.refusals import DeadlinePassedError, MovedOnError, TooSoonError
from domain.tokens import Purpose

BUSINESS_DAYS_BETWEEN = 2


@dataclass(frozen=True)
class CorrectionNotice:
    """Why an application went back, what is open, and until when."""

    cause: ReturnCause
    parts: tuple[Part, ...]
    reason: str
    made_at: datetime


async def newest_notice(application_number: str) -> CorrectionNotice | None:
    """The newest notice of an application; None when it never went back."""
    rows = await ReturnNotice.raw(
        """
        SELECT cause, parts, reason, made_at FROM return_notice WHERE application = {}
        ORDER BY id DESC LIMIT 1
        """,
        application_number,
    )
    return notice_of(**rows[0]) if rows else None


def notice_of(cause: str, parts: Sequence[str], reason: str, made_at: datetime) -> CorrectionNotice:
    """Make a notice of the columns of its row."""
    return CorrectionNotice(ReturnCause(cause), tuple(map(Part, parts)), reason, made_at)


async def submit_correction(
    application_number: str, corrected: ApplicationForm, *, revision: int, now: datetime
) -> None:
    """Record the corrected parts as a new revision; the closed parts stay as they were.

    `revision` is the one that the page showed. Raises `DeadlinePassedError` when it is too late,
    `MovedOnError` when nothing is to be corrected any more, such as at a second click.
    """
    async with transaction():
        facts = await lock_application(application_number)
        if facts.stage is not Stage.RETURNED or facts.revision != revision:
            raise MovedOnError(facts.stage)
        if facts.deadline is not None and facts.deadline <= now:
            raise DeadlinePassedError
        notice = await newest_notice(application_number)
        parts = notice.parts if notice else ()
        await revise(facts, corrected, parts, Author.APPLICANT, now)
        await audit.record(
            AuditTag.APPLICANT_FORM_CORRECT,
            now,
            application_number=application_number,
            revision=facts.revision + 1,
        )


async def change_contact(
    application_number: str, changed: ApplicationForm, *, revision: int, now: datetime
) -> None:
    """Record another wholesaler's contact as a new revision, which voids the old link (S29).

    Raises `MovedOnError` when the contact has decided, or the application has moved on.
    """
    async with transaction():
        facts = await lock_application(application_number)
        if not facts.awaits_decision(revision, now):
            raise MovedOnError(facts.stage)
        await revise(facts, changed, (Part.WHOLESALER,), Author.APPLICANT, now)
        await audit.record(
            AuditTag.APPLICANT_CONTACT_CHANGE,
            now,
            application_number=application_number,
            revision=facts.revision + 1,
        )


async def revise(
    facts: Facts, changed: ApplicationForm, parts: tuple[Part, ...], author: Author, now: datetime
) -> None:
    """Add a revision that differs in these parts alone; the caller has locked the application."""
    form = await newest_form(facts.application_number)
    # What is not open stays as it was, whatever a form sends (S38).
    opened = [name for part in parts for name in PARTS[part]]
    merged = replace(form, **{name: getattr(changed, name) for name in opened})
    await add_revision(facts, merged, author, now)


REQUEST_MAILED_AT = """
    greatest(
        (SELECT max(made_at) FROM link WHERE application = application_number
            AND purpose = 'approval'),
        (SELECT max(finished_at) FROM mail WHERE application = application_number
            AND kind = 'approval_request' AND state = 'sent'),
        (SELECT max(due_at) FROM due WHERE application = application_number AND kind = 'resend')
    )
"""
"""SQL: when the contact was last asked, of a row that has an `application_number`."""


async def may_resend_at(application_number: str) -> datetime | None:
    """When the request may be mailed again, UTC; None when it was never mailed."""
    rows = await Application.raw(
        f"""
        SELECT {REQUEST_MAILED_AT} AS mailed_at
        FROM (SELECT {{}}::text AS application_number) AS application
        """,  # noqa: S608 -- a constant of this file
        application_number,
    )
    return resend_possible(rows[0]["mailed_at"])


def resend_possible(mailed_at: datetime | None) -> datetime | None:
    """When a request may be mailed again that was last mailed then; None for never."""
    return None if mailed_at is None else add_business_days(mailed_at, BUSINESS_DAYS_BETWEEN)


async def request_resend(application_number: str, now: datetime) -> None:
    """Record that the applicant wants the request mailed again.

    Raises `MovedOnError` when nobody is asked at present, `TooSoonError` within two business
    days of the last mail.
    """
    async with transaction():
        facts = await lock_application(application_number)
        again_at = await may_resend_at(application_number)
        if not facts.awaits_decision(facts.revision, now) or again_at is None:
            raise MovedOnError(facts.stage)
        if again_at > now:
            raise TooSoonError(again_at)
        await _due_now(facts, now)
        await outbox.tell(application_number, "resend_requested", now)
        await audit.record(
            AuditTag.APPLICANT_MAIL_RESEND, now, application_number=application_number
        )


async def _due_now(facts: Facts, now: datetime) -> None:
    await Due.raw(
        """
        INSERT INTO due (application, purpose, generation, kind, nth, due_at)
        SELECT {}, {}, max(link.generation), 'resend', 1 + (
            SELECT count(*) FROM due WHERE due.application = {} AND due.kind = 'resend'
        ), {}
        FROM link WHERE link.application = {} AND link.purpose = {}
        """,
        facts.application_number,
        Purpose.APPROVAL.value,
        facts.application_number,
        now,
        facts.application_number,
        Purpose.APPROVAL.value,
    )


async def withdraw(application_number: str, now: datetime) -> None:
    """Record that the applicant withdraws; at any stage before the issue, and once.

    Raises `MovedOnError` when the application is closed or withdrawn already.
    """
    async with transaction():
        facts = await lock_application(application_number)
        await record_withdrawal(facts, now)
        await audit.record(
            AuditTag.APPLICANT_APPLICATION_WITHDRAW, now, application_number=application_number
        )


async def record_withdrawal(facts: Facts, now: datetime) -> None:
    """Record a withdrawal, and tell the workflow; the caller has locked the application.

    Raises `MovedOnError` as `withdraw` does.
    """
    if not facts.may_be_withdrawn:
        raise MovedOnError(facts.stage)
    number = facts.application_number
    await Withdrawal.insert(Withdrawal(application=number, withdrawn_at=now))
    await outbox.tell(number, "withdrawn", now)
