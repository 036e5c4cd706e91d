"""「卸担当者へ再送」: at most once in two business days."""

from datetime import datetime

from db import audit, outbox
from db.engine import transaction
from db.enrolment.facts import hold
from db.tables.enrolment import Application
from db.tables.review import Due
from domain.business_calendar import add_business_days
from domain.enrolment.facts import Facts
from domain.refusals import MovedOnError, TooSoonError
from domain.tokens import Purpose

BUSINESS_DAYS_BETWEEN = 2


async def may_resend_at(application_number: str) -> datetime | None:
    """When the request may be mailed again, UTC; None when it was never mailed."""
    rows = await Application.raw(
        """
        SELECT greatest(
            (SELECT max(made_at) FROM link WHERE application = {} AND purpose = 'approval'),
            (
                SELECT max(finished_at) FROM mail
                WHERE application = {} AND kind = 'approval_request' AND state = 'sent'
            ),
            (SELECT max(due_at) FROM due WHERE application = {} AND kind = 'resend')
        ) AS mailed_at
        """,
        *[application_number] * 3,
    )
    mailed_at = rows[0]["mailed_at"]
    return None if mailed_at is None else add_business_days(mailed_at, BUSINESS_DAYS_BETWEEN)


async def request_resend(application_number: str, now: datetime) -> None:
    """Record that the applicant wants the request mailed again.

    Raises `MovedOnError` when nobody is asked at present, `TooSoonError` within two business
    days of the last mail.
    """
    async with transaction():
        facts = await hold(application_number)
        again_at = await may_resend_at(application_number)
        if not facts.awaits_decision(facts.revision, now) or again_at is None:
            raise MovedOnError(facts.stage)
        if again_at > now:
            raise TooSoonError(again_at)
        await _due_now(facts, now)
        await outbox.tell(application_number, "resend_requested", now)
        await audit.record("applicant:mail:resend", now, application_number=application_number)


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
