"""A wait that begins with a mail has its full time from when that mail goes.

The form, its correction and the contact's answer have 10 and 60 days, and the mail that asks for
them says until when. Until it has gone, the time does not run: nothing expires, and nobody is
reminded of it. It has gone when it was written, until the mail server is known not to have it.
"""

from datetime import datetime

from db import audit, outbox
from db.enrolment.deadlines import move_deadline
from db.enrolment.plans import note_dues
from db.mailing.mails import ClaimedMail
from db.tables.operation import Mail
from domain.enrolment.facts import Facts
from domain.enrolment.policy import Policy
from domain.enrolment.procedure import BEGUN_BY, begun_at, end_of_wait
from domain.mail_delays import GIVEN_UP_AFTER, is_late


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

    The caller holds the application, and found that the mail is true.
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

    The caller holds the application. Gives whether it made much of a difference.
    """
    extension = begun_at(facts, policy, at)
    await move_deadline(facts, extension.deadline)
    await note_dues(facts.application_number, extension.dues)
    if extension.lengthens:
        await audit.record(
            "workflow:deadline:move", now, application_number=facts.application_number
        )
    return extension.lengthens
