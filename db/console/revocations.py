"""IDs that were issued wrongly end: one administrator asks, another agrees (S27, S48)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from db import outbox
from db.access.another_administrator import (
    NotAnotherAdministratorError,
    refuse_unless_another,
)
from db.audit import ActReason, ActSubject, record_act
from db.companies.cancellations import end_waiting_cancellation
from db.companies.steps import end_everything_of
from db.company_data import lock_company
from db.console.disputes import settle_disputes
from db.engine import transaction
from db.enrolment.facts import lock_application
from db.enrolment.outcomes import StepSettings, record_outcome
from db.mailing import mails
from db.mailing.suspension_letters import tell_of_revocation
from db.tables.companies import Company
from db.tables.review import Revocation as RevocationRow
from domain.audit_tags import AuditTag
from domain.enrolment.facts import Facts
from domain.enrolment.procedure import what_follows_revocation
from domain.enrolment.stages import Stage
from domain.mail_kinds import MailKind
from domain.refusals import MovedOnError

End = Literal["done", "called_off"]


@dataclass(frozen=True)
class Revocation:
    """What one administrator asked for, and no other has answered; `asked_at` UTC.

    `administrator`: the key of who asked; 0 for the command line.
    """

    id: int
    company: str
    reason: str
    evidence: str
    asked_by: str
    administrator: int
    asked_at: datetime


async def open_revocation(application_number: str) -> Revocation | None:
    """The revocation of an application's IDs that waits for another administrator."""
    rows = await RevocationRow.raw(
        """
        SELECT revocation.id, company, reason, evidence, asked_by, administrator, asked_at
        FROM revocation JOIN company ON company_id = company
        WHERE application_number = {} AND closed_at IS NULL
        """,
        application_number,
    )
    return Revocation(**rows[0]) if rows else None


async def was_revoked(company_id: str) -> bool:
    """Whether a company has ended because its IDs were issued wrongly."""
    return await RevocationRow.exists().where(
        RevocationRow.company == company_id, RevocationRow.outcome == "done"
    )


async def ask_for_revocation(
    application_number: str, evidence: str, why: ActReason, *, alert_to: str, now: datetime
) -> None:
    """Record that the IDs of an application are to end, and ask the other administrators.

    Raises `MovedOnError` unless the company is suspended, and nobody asked for it before.
    """
    async with transaction():
        facts = await lock_application(application_number)
        company_id = await _suspended_company(facts)
        if await open_revocation(application_number) is not None:
            raise MovedOnError(facts.stage)
        rows = await RevocationRow.insert(
            RevocationRow(
                company=company_id,
                reason=why.reason,
                evidence=evidence,
                asked_by=why.done_by,
                administrator=why.administrator,
                asked_at=now,
            )
        ).returning(RevocationRow.id)
        number = rows[0]["id"]
        await mails.queue(
            application_number,
            MailKind.ALERT_REVOCATION,
            number,
            alert_to,
            now,
            revision=facts.revision,
        )
        await _record(
            AuditTag.ADMINISTRATOR_REVOCATION_ASK,
            why,
            ActSubject(application_number, company_id),
            now,
            evidence=evidence,
        )


async def agree_to_revocation(
    application_number: str, why: ActReason, recording: StepSettings, now: datetime
) -> None:
    """End the company: its 企業ID is a tombstone, and both sides are told.

    Raises `MovedOnError` when nothing waits for it any more, `NotAnotherAdministratorError`.
    """
    async with transaction():
        facts = await lock_application(application_number)
        asked = await _lock_open(facts)
        if why.done_by == asked.asked_by:  # as typed on the command line
            raise NotAnotherAdministratorError
        await refuse_unless_another(
            why.administrator,
            asked.administrator,
            untouched_since=recording.access_change_wait.before(asked.asked_at),
        )
        outcome = what_follows_revocation(facts)
        if outcome is None:
            raise MovedOnError(facts.stage)
        await end_waiting_cancellation(asked.company, now)
        await end_everything_of(asked.company, now)
        await record_outcome(facts, outcome, recording, now)
        await tell_of_revocation(asked.company, now)
        await settle_disputes(application_number, now)
        await _close(asked, "done", why, now)
        await _record(
            AuditTag.ADMINISTRATOR_REVOCATION_SECOND,
            why,
            ActSubject(application_number, asked.company),
            now,
        )


async def call_off_revocation(application_number: str, why: ActReason, now: datetime) -> None:
    """Let a company stay suspended; raises `MovedOnError` when nothing waits any more."""
    async with transaction():
        facts = await lock_application(application_number)
        asked = await _lock_open(facts)
        await _close(asked, "called_off", why, now)
        await _record(
            AuditTag.ADMINISTRATOR_REVOCATION_CALL_OFF,
            why,
            ActSubject(application_number, asked.company),
            now,
        )


async def call_off_with_suspension(company_id: str, why: ActReason, now: datetime) -> None:
    """What was to end goes on instead, in the transaction that lifts the suspension."""
    await RevocationRow.update(_ended("called_off", why, now)).where(
        RevocationRow.company == company_id, RevocationRow.closed_at.is_null()
    )


async def _suspended_company(facts: Facts) -> str:
    """The company that an application led to, locked; raises `MovedOnError` unless suspended."""
    row = await (
        Company.select(Company.company_id)
        .where(Company.application_number == facts.application_number)
        .first()
    )
    if row is None or facts.stage is not Stage.ENROLLED:
        raise MovedOnError(facts.stage)
    company_id = str(row["company_id"])
    await lock_company(company_id)
    still = Company.suspended_at.is_not_null() & Company.ended_at.is_null()
    if not await Company.exists().where(Company.company_id == company_id, still):
        raise MovedOnError(facts.stage)
    return company_id


async def _lock_open(facts: Facts) -> Revocation:
    await _suspended_company(facts)
    asked = await open_revocation(facts.application_number)
    if asked is None:
        raise MovedOnError(facts.stage)
    return asked


async def _close(asked: Revocation, end: End, why: ActReason, now: datetime) -> None:
    await RevocationRow.update(_ended(end, why, now)).where(RevocationRow.id == asked.id)


def _ended(end: End, why: ActReason, now: datetime) -> dict[Any, Any]:
    return {
        RevocationRow.outcome: end,
        RevocationRow.closed_at: now,
        RevocationRow.decided_by: why.administrator,
    }


async def _record(
    tag: AuditTag, why: ActReason, subject: ActSubject, now: datetime, **after: str
) -> None:
    act = await record_act(tag, why, subject, now, after=after)
    number = subject.application_number or ""
    await outbox.tell(number, "administrator_acted", now, act=act)
