"""A wait that begins with a mail has its full time from when that mail goes.

The form, its correction and the contact's answer have 10 and 60 days, and the mail that asks for
them says until when. Until it has gone, the time does not run: nothing expires, and nobody is
reminded of it. It has gone when it was written, until the mail server is known not to have it.
"""

from datetime import datetime

from db import audit, outbox
from db.enrolment import plans
from db.enrolment.deadlines import move_deadline
from db.enrolment.facts import Facts
from db.enrolment.links import newest_generation
from db.mailing.mails import ClaimedMail
from db.tables.operation import Mail
from domain.policy import Policy
from domain.promises import HELD, is_late, is_worth_telling
from domain.stages import ReturnCause, Stage
from domain.tokens import Purpose

_MAILS = {
    Stage.INVITED: ("invitation",),
    Stage.AWAITING_APPROVAL: ("approval_request",),
    Stage.RETURNED: tuple(cause.value for cause in ReturnCause),
}


async def has_to_begin(facts: Facts, now: datetime) -> bool:
    """Whether the mail that begins the present wait has certainly not gone yet, but will."""
    kinds = list(_MAILS.get(facts.stage, ()))
    rows = await Mail.raw(
        """
        SELECT bool_or(state = 'queued' AND queued_at > {})
            AND NOT bool_or(state IN ('sent', 'bounced') OR content IS NOT NULL) AS has_to_begin
        FROM mail WHERE application = {} AND kind = ANY({}) AND generation = (
            SELECT max(generation) FROM mail WHERE application = {} AND kind = ANY({})
        )
        """,
        now - HELD,
        facts.application_number,
        kinds,
        facts.application_number,
        kinds,
    )
    return bool(rows[0]["has_to_begin"])


async def begin_late(facts: Facts, mail: ClaimedMail, policy: Policy, now: datetime) -> None:
    """Let a wait begin now, if this mail begins it and is late; the caller is about to send it.

    The caller holds the application, and found that the mail is true.
    """
    if mail.kind not in _MAILS.get(facts.stage, ()):
        return
    lifetime = _end(facts, policy, now) - now
    if not is_late(mail.queued_at, lifetime, now) or not await has_to_begin(facts, now):
        return
    if await begin(facts, policy, now, now):
        await outbox.tell(facts.application_number, "link_renewed", now)


async def begin(facts: Facts, policy: Policy, at: datetime, now: datetime) -> bool:
    """Let the present wait begin at a moment, which never has it end earlier.

    The caller holds the application. Gives whether it made much of a difference.
    """
    number = facts.application_number
    end = _end(facts, policy, at)
    before = facts.deadline or at
    deadline = max(before, end)
    await move_deadline(facts, deadline)
    if facts.stage is Stage.INVITED:
        generation = await newest_generation(Purpose.APPLY, number)
        await plans.plan_invitation(number, generation, deadline, policy)
    elif facts.stage is Stage.AWAITING_APPROVAL:
        generation = await newest_generation(Purpose.APPROVAL, number)
        await plans.plan_approval(number, generation, at, policy)
    much = is_worth_telling(deadline - before, end - at)
    if much:
        await audit.record("workflow:deadline:move", now, application_number=number)
    return much


def _end(facts: Facts, policy: Policy, at: datetime) -> datetime:
    """The end of a wait that begins at a moment."""
    asked = facts.stage is Stage.AWAITING_APPROVAL
    return (policy.approval_lifetime if asked else policy.link_lifetime).after(at)
