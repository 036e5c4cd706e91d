"""What an applicant misses in the form: a wholesaler, or whom to name there."""

from dataclasses import dataclass
from datetime import datetime

from db import audit, outbox
from db.engine import transaction
from db.enrolment.application_form import lock_open_invitation
from db.enrolment.deadlines import begin
from db.enrolment.links import prolong_begun_form
from db.tables.enrolment import WholesalerQuestion
from domain.audit_tags import AuditTag
from domain.enrolment.facts import Facts
from domain.enrolment.form import Missing
from domain.enrolment.policy import Policy


@dataclass(frozen=True)
class Question:
    """What was told; `asked_at` UTC."""

    missing: Missing
    name: str
    note: str
    asked_at: datetime


async def ask_about_wholesaler(  # noqa: PLR0913 -- what is told, and by which rules
    application_number: str,
    missing: Missing,
    name: str,
    note: str,
    *,
    policy: Policy,
    now: datetime,
) -> None:
    """Note what is missed, for an administrator; what was told before and not answered, goes.

    The time for the form begins anew, once, so that there is time for the answer. The same told
    again, such as by a second click, is no news. Raises as `lock_open_invitation` does.
    """
    async with transaction():
        facts = await lock_open_invitation(application_number, now)
        told = await open_question(application_number)
        if told is not None and (told.missing, told.name, told.note) == (missing, name, note):
            return
        told_before = (
            await WholesalerQuestion.delete()
            .where(
                WholesalerQuestion.application == application_number,
                WholesalerQuestion.answered_at.is_null(),
            )
            .returning(WholesalerQuestion.id)
        )
        if not told_before:
            await _prolong(facts, policy, now)
        await WholesalerQuestion.insert(
            WholesalerQuestion(
                application=application_number,
                missing=missing.value,
                name=name,
                note=note,
                asked_at=now,
            )
        )
        await outbox.tell(application_number, "need_changed", now)
        await audit.record(
            AuditTag.APPLICANT_WHOLESALER_ASK, now, application_number=application_number
        )


async def _prolong(facts: Facts, policy: Policy, now: datetime) -> None:
    if await begin(facts, policy, now, now):
        number = facts.application_number
        await prolong_begun_form(number, policy.link_lifetime.after(now))
        await outbox.tell(number, "link_renewed", now)


async def open_question(application_number: str) -> Question | None:
    """What was told and is not answered yet."""
    row = (
        await WholesalerQuestion.select()
        .where(
            WholesalerQuestion.application == application_number,
            WholesalerQuestion.answered_at.is_null(),
        )
        .first()
    )
    if row is None:
        return None
    return Question(Missing(row["missing"]), row["name"], row["note"], row["asked_at"])
