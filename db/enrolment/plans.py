"""When the reminders and the alert of a wait are due: noted when it begins, and if it moves on.

They are computed once, so that new holidays in a library change nothing that is under way.
"""

from datetime import datetime

from piccolo.columns.combination import And

from db.tables.review import Due
from domain.policy import Policy
from domain.tokens import Purpose


async def plan_invitation(
    application_number: str, generation: int, deadline: datetime, policy: Policy
) -> None:
    """Note when the applicant is reminded, which is counted back from the deadline."""
    due_at = policy.link_reminder_before.before(deadline)
    await _note(application_number, Purpose.APPLY, generation, "reminder", 1, due_at)


async def plan_approval(
    application_number: str, generation: int, asked_at: datetime, policy: Policy
) -> None:
    """Note when the contact is reminded, and the administrators are alerted."""
    subject = (application_number, Purpose.APPROVAL, generation)
    for nth, wait in enumerate(policy.approval_reminders, 1):
        await _note(*subject, "reminder", nth, wait.after(asked_at))
    await _note(*subject, "alert", 1, policy.approval_alert.after(asked_at))


async def put_off(application_number: str, purpose: Purpose, until: datetime, to: datetime) -> None:
    """Let what fell due by `until` wait until `to`, but for resends: they are overtaken."""
    fallen = And(
        (Due.application == application_number) & (Due.purpose == purpose.value),
        (Due.due_at <= until) & Due.done_at.is_null(),
    )
    await Due.update({Due.done_at: until}).where(fallen, Due.kind == "resend")
    await Due.update({Due.due_at: to}).where(fallen)


async def _note(  # noqa: PLR0913, PLR0917 -- the columns of one row
    application_number: str,
    purpose: Purpose,
    generation: int,
    kind: str,
    nth: int,
    due_at: datetime,
) -> None:
    await Due.raw(
        """
        INSERT INTO due (application, purpose, generation, kind, nth, due_at)
        VALUES ({}, {}, {}, {}, {}, {})
        ON CONFLICT (application, purpose, generation, kind, nth)
            DO UPDATE SET due_at = excluded.due_at WHERE due.done_at IS NULL
        """,
        application_number,
        purpose.value,
        generation,
        kind,
        nth,
        due_at,
    )
