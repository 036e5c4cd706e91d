"""Who has taken a case in hand, so that no two people work on it unknowingly."""

from dataclasses import dataclass
from datetime import datetime

from db import audit
from db.engine import transaction
from db.tables.administration import CaseInHand
from domain.enrolment.facts import Facts
from domain.enrolment.stages import Stage
from domain.refusals import RefusalError


class TakenError(RefusalError):
    """Somebody else took the case in the meantime."""


@dataclass(frozen=True)
class InHand:
    """Who has a case in hand, and since when; `administrator` is the key of the person's row."""

    administrator: int
    person_name: str
    taken_at: datetime


def subject_of(facts: Facts) -> str:
    """What a case about an application is known by: its review while it lasts, else its number."""
    if facts.stage is Stage.UNDER_REVIEW:
        return f"review:{facts.review}"
    return facts.application_number


async def in_hand(subject: str) -> InHand | None:
    """Who has a case in hand; None when nobody has."""
    rows = await CaseInHand.raw(
        """
        SELECT administrator.id AS administrator, administrator.person_name, taken_at
        FROM case_in_hand JOIN administrator ON administrator.id = case_in_hand.administrator
        WHERE subject = {}
        """,
        subject,
    )
    return InHand(**rows[0]) if rows else None


async def take(
    subject: str, administrator: int, now: datetime, *, instead_of: int | None = None
) -> None:
    """Take a case in hand; from a colleague only if it is `instead_of` that very one.

    Raises `TakenError` when somebody else has it.
    """
    async with transaction():
        rows = await CaseInHand.raw(
            """
            INSERT INTO case_in_hand (subject, administrator, taken_at) VALUES ({}, {}, {})
            ON CONFLICT (subject) DO UPDATE
                SET administrator = excluded.administrator, taken_at = excluded.taken_at
                WHERE case_in_hand.administrator IN (excluded.administrator, {}::bigint)
            RETURNING subject
            """,
            subject,
            administrator,
            now,
            instead_of,
        )
        if not rows:
            raise TakenError
        await audit.record(
            "administrator:case:take", now, subject=subject, administrator=administrator
        )


async def release(subject: str, administrator: int, now: datetime) -> None:
    """Let go of a case that one has in hand; nothing changes if one has not."""
    async with transaction():
        rows = (
            await CaseInHand.delete()
            .where(CaseInHand.subject == subject, CaseInHand.administrator == administrator)
            .returning(CaseInHand.subject)
        )
        if rows:
            await audit.record(
                "administrator:case:release", now, subject=subject, administrator=administrator
            )
