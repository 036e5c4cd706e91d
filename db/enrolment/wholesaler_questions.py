"""What an applicant misses in the form: a wholesaler, or whom to name there."""

from dataclasses import dataclass
from datetime import datetime

from db import audit
from db.engine import transaction
from db.enrolment.application_form import lock_open_invitation
from db.tables.enrolment import WholesalerQuestion
from domain.audit_tags import AuditTag
from domain.enrolment.form import Missing


@dataclass(frozen=True)
class Question:
    """What was told; `asked_at` UTC."""

    missing: Missing
    name: str
    note: str
    asked_at: datetime


async def ask_about_wholesaler(
    application_number: str, missing: Missing, name: str, note: str, now: datetime
) -> None:
    """Note what is missed, for an administrator; what was told before and not answered, goes.

    Raises as `lock_open_invitation` does.
    """
    async with transaction():
        await lock_open_invitation(application_number, now)
        await WholesalerQuestion.delete().where(
            WholesalerQuestion.application == application_number,
            WholesalerQuestion.answered_at.is_null(),
        )
        await WholesalerQuestion.insert(
            WholesalerQuestion(
                application=application_number,
                missing=missing.value,
                name=name,
                note=note,
                asked_at=now,
            )
        )
        await audit.record(
            AuditTag.APPLICANT_WHOLESALER_ASK, now, application_number=application_number
        )


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
