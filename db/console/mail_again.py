"""An administrator has a mail of an application sent again."""

from datetime import datetime

from db.console.application_acts import finish_act
from db.console.past_mails import PastMail, may_go_again, past_mails, queue_again
from db.console_acts import Why
from db.engine import transaction
from db.enrolment.facts import hold
from domain.refusals import RefusalError


class MailNotTrueError(RefusalError):
    """What the mail says is no longer true, so it is not sent again."""


class MailUnderWayError(RefusalError):
    """A mail of the same kind is being sent at this moment."""


async def send_mail_again(application_number: str, name: str, why: Why, now: datetime) -> None:
    """Queue the same mail as a new one, to where mails of its kind go by now.

    Raises `MailNotTrueError` when it no longer holds, `MailUnderWayError` while such a mail is on
    its way, such as at a second click, and `LookupError` when the application has no such mail.
    """
    async with transaction():
        facts = await hold(application_number)
        mails = await past_mails(application_number)
        mail = _named(name, mails)
        if any(_alike(mail, other) and other.state == "queued" for other in mails):
            raise MailUnderWayError
        if not may_go_again(facts, mail):
            raise MailNotTrueError
        recipient = await queue_again(facts, mail, now)
        await finish_act(
            "administrator:mail:send_again",
            why,
            facts,
            now,
            before={"mail": name, "state": mail.state, "recipient": mail.recipient},
            after={"recipient": recipient},
        )


def _named(name: str, mails: tuple[PastMail, ...]) -> PastMail:
    for mail in mails:
        if mail.name == name:
            return mail
    raise LookupError(f"the application has no mail {name}")


def _alike(one: PastMail, other: PastMail) -> bool:
    return (one.kind, one.generation) == (other.kind, other.generation)
