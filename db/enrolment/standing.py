"""What a workflow goes on from; whoever was called to a case hears when it is closed."""

from datetime import datetime

from db.engine import transaction
from db.enrolment.facts import load_facts, lock_application
from db.mailing import mails
from db.needs import needs_of
from domain.enrolment.state import EnrolmentState
from domain.mail_kinds import MailKind


async def load_application_state(
    application_number: str, alert_to: str, now: datetime
) -> EnrolmentState:
    """Read where an application stands; raises `LookupError` when there is no such application.

    Where the administrators were called to it and nobody is needed any more, whatever ended that,
    they are told, once: the mail is queued, and among those due.
    """
    needed = await needs_of(application_number)
    if needed.is_done:
        await _tell_of_the_end(application_number, alert_to, now)
    return EnrolmentState.of(await load_facts(application_number), needed.cases)


async def _tell_of_the_end(application_number: str, alert_to: str, now: datetime) -> None:
    async with transaction():
        facts = await lock_application(application_number)
        needed = await needs_of(application_number)
        if needed.is_done:
            await mails.queue(
                application_number,
                MailKind.ALERT_DONE,
                needed.alerted,
                alert_to,
                now,
                revision=facts.revision,
            )
