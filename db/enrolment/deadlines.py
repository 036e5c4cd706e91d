"""Until when an application waits, and when its reminders and its alert are due.

The form, its correction and the contact's answer have 10 and 60 days, and the mail that asks for
them says until when. Until it has gone, the time does not run: nothing expires, and nobody is
reminded of it. It has gone when it was written, until the mail server is known not to have it.
"""

from collections.abc import Sequence
from datetime import datetime

from piccolo.columns.combination import And

from db import audit, outbox
from db.mailing.mails import ClaimedMail
from db.tables.enrolment import Application, Link
from db.tables.operation import Mail
from db.tables.review import Due
from domain.audit_tags import AuditTag
from domain.enrolment.facts import Facts
from domain.enrolment.outcome import FallenDue, PlannedDue
from domain.enrolment.policy import Policy
from domain.enrolment.procedure import BEGUN_BY, begun_at, end_of_wait
from domain.enrolment.stages import Stage
from domain.mail_delays import GIVEN_UP_AFTER, is_late
from domain.tokens import Purpose

NEXT_REMINDER = """(
    SELECT min(due.due_at) FROM due
    WHERE due.application = application_number AND due.done_at IS NULL AND due.kind = 'reminder'
        AND due.purpose = 'approval' AND due.generation = (
            SELECT max(link.generation) FROM link
            WHERE link.application = due.application AND link.purpose = due.purpose
        )
)"""
"""SQL, of the row `application`: when the contact is mailed again; no alert is in it."""

# The link of the status page, by which a form is corrected, lasts as long as its application.
_LINKS = {Stage.INVITED: Purpose.APPLY, Stage.AWAITING_APPROVAL: Purpose.APPROVAL}


async def has_to_begin(facts: Facts, now: datetime) -> bool:
    """Whether the mail that begins the present wait has certainly not gone yet, but will."""
    kinds = list(BEGUN_BY.get(facts.stage, ()))
    rows = await Mail.raw(
        """
        SELECT bool_or(state = 'queued' AND queued_at > {})
            AND NOT bool_or(state IN ('sent', 'bounced') OR content IS NOT NULL) AS has_to_begin
        FROM mail WHERE application = {} AND kind = ANY({}) AND generation = (
            SELECT max(generation) FROM mail WHERE application = {} AND kind = ANY({})
        )
        """,
        now - GIVEN_UP_AFTER,
        facts.application_number,
        kinds,
        facts.application_number,
        kinds,
    )
    return bool(rows[0]["has_to_begin"])


async def begin_late(facts: Facts, mail: ClaimedMail, policy: Policy, now: datetime) -> None:
    """Let a wait begin now, if this mail begins it and is late; the caller is about to send it.

    The caller has locked the application, and found that the mail is true.
    """
    if mail.kind not in BEGUN_BY.get(facts.stage, ()):
        return
    lifetime = end_of_wait(facts.stage, policy, now) - now
    if not is_late(mail.queued_at, lifetime, now) or not await has_to_begin(facts, now):
        return
    if await begin(facts, policy, now, now):
        await outbox.tell(facts.application_number, "link_renewed", now)


async def begin(facts: Facts, policy: Policy, at: datetime, now: datetime) -> bool:
    """Let the present wait begin at a moment, which never has it end earlier.

    The caller has locked the application. Gives whether it made much of a difference.
    """
    extension = begun_at(facts, policy, at)
    await move_deadline(facts, extension.deadline)
    await note_dues(facts.application_number, extension.dues)
    if extension.lengthens:
        await audit.record(
            AuditTag.WORKFLOW_DEADLINE_MOVE, now, application_number=facts.application_number
        )
    return extension.lengthens


async def move_deadline(facts: Facts, until: datetime) -> None:
    """Move the end of a wait; the caller has locked the application, and found that it waits."""
    await Application.update({Application.deadline: until}).where(
        Application.application_number == facts.application_number,
        Application.stage == facts.stage.value,
    )
    if facts.stage in _LINKS:
        await _move_link(facts.application_number, _LINKS[facts.stage], until)


async def _move_link(application_number: str, purpose: Purpose, until: datetime) -> None:
    await Link.raw(
        """
        UPDATE link SET expires_at = {} WHERE application = {} AND purpose = {}
            AND generation = (
                SELECT max(generation) FROM link WHERE application = {} AND purpose = {}
            )
        """,
        until,
        application_number,
        purpose.value,
        application_number,
        purpose.value,
    )


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


async def postpone_dues(
    application_number: str, purpose: Purpose, until: datetime, to: datetime
) -> None:
    """Let what fell due by `until` wait until `to`, but for resends: they are overtaken."""
    fallen = And(
        (Due.application == application_number) & (Due.purpose == purpose.value),
        (Due.due_at <= until) & Due.done_at.is_null(),
    )
    await Due.update({Due.done_at: until}).where(fallen, Due.kind == "resend")
    await Due.update({Due.due_at: to}).where(fallen)


async def claim_dues(
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
