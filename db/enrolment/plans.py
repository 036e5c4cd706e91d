"""When the reminders and the alert of a wait are due: noted when it begins, and if it moves on.

They are computed once, so that new holidays in a library change nothing that is under way.
"""

from collections.abc import Sequence
from datetime import datetime

from piccolo.columns.combination import And

from db.tables.review import Due
from domain.enrolment.outcome import FallenDue, PlannedDue
from domain.tokens import Purpose


async def note_dues(application_number: str, dues: Sequence[PlannedDue]) -> None:
    """Note when they are due; one that is noted and not done yet moves."""
    if not dues:
        return
    rows = [
        Due(
            application=application_number,
            purpose=due.purpose.value,
            generation=due.generation,
            kind=due.kind,
            nth=due.nth,
            due_at=due.due_at,
        )
        for due in dues
    ]
    await Due.insert(*rows).on_conflict(
        target=(Due.application, Due.purpose, Due.generation, Due.kind, Due.nth),
        action="DO UPDATE",
        values=[Due.due_at],
        where=Due.done_at.is_null(),
    )


async def put_off(application_number: str, purpose: Purpose, until: datetime, to: datetime) -> None:
    """Let what fell due by `until` wait until `to`, but for resends: they are overtaken."""
    fallen = And(
        (Due.application == application_number) & (Due.purpose == purpose.value),
        (Due.due_at <= until) & Due.done_at.is_null(),
    )
    await Due.update({Due.done_at: until}).where(fallen, Due.kind == "resend")
    await Due.update({Due.due_at: to}).where(fallen)


async def take_fallen(
    application_number: str, purpose: Purpose, until: datetime, now: datetime
) -> list[FallenDue]:
    """Mark as done what is due of the newest link's wait; the earliest first."""
    rows = await Due.raw(
        """
        UPDATE due SET done_at = {}
        WHERE application = {} AND purpose = {} AND due_at <= {} AND done_at IS NULL
            AND generation = (
                SELECT max(link.generation) FROM link
                WHERE link.application = due.application AND link.purpose = due.purpose
            )
        RETURNING kind, nth, generation
        """,
        now,
        application_number,
        purpose.value,
        until,
    )
    return sorted((FallenDue(**row) for row in rows), key=lambda due: due.nth)
