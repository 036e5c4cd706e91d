"""An administrator has a mail of an application sent again, or all that failed tried once more."""

from datetime import datetime

from db.audit import ActReason
from db.console.past_mails import PastMail, failed_mails, may_go_again, past_mails, queue_again
from db.console.possible_acts import contact_is_unreachable, finish_act
from db.engine import transaction
from db.enrolment.applicant_acts import newest_notice
from db.enrolment.application_form import add_revision, newest_form
from db.enrolment.facts import lock_application
from domain.audit_tags import AuditTag
from domain.enrolment.stages import Author
from domain.mail_addresses import domain_of
from domain.refusals import RefusalError


class MailNotTrueError(RefusalError):
    """What the mail says is no longer true, so it is not sent again."""


class MailUnderWayError(RefusalError):
    """A mail of the same kind is being sent at this moment."""


async def send_mail_again(
    application_number: str, name: str, why: ActReason, now: datetime
) -> None:
    """Queue the same mail as a new one, to where mails of its kind go by now.

    Raises `MailNotTrueError` when it is no longer true, `MailUnderWayError` while such a mail is on
    its way, such as at a second click, and `LookupError` when the application has no such mail.
    """
    async with transaction():
        facts = await lock_application(application_number)
        mails = await past_mails(application_number)
        mail = _named(name, mails)
        if any(_alike(mail, other) and other.state == "queued" for other in mails):
            raise MailUnderWayError
        if not may_go_again(facts, mail):
            raise MailNotTrueError
        recipient = await queue_again(facts, mail, now)
        await finish_act(
            AuditTag.ADMINISTRATOR_MAIL_SEND_AGAIN,
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


def goes_to(address: str, domain: str) -> bool:
    """Whether an address is of this domain, which is in lower case; of none, any address is."""
    return not domain or domain_of(address).lower() == domain


class NothingFailedError(RefusalError):
    """Nothing has failed, or what has is being tried again already."""


async def retry_failed(
    application_number: str, why: ActReason, now: datetime, *, domain: str = ""
) -> None:
    """Send again what reached nobody; a contact whom no mail reached is asked anew.

    That is by a new revision of the same form, which is screened and gets a link of its own.
    With a `domain`, in lower case, only what goes there. Raises `NothingFailedError`, such as at
    a second click.
    """
    async with transaction():
        facts = await lock_application(application_number)
        failed = [
            mail
            for mail in failed_mails(facts, await past_mails(application_number))
            if goes_to(mail.recipient, domain)
        ]
        ask_anew = contact_is_unreachable(
            facts, await newest_notice(application_number)
        ) and goes_to(facts.contact_mail_address, domain)
        if not failed and not ask_anew:
            raise NothingFailedError
        for mail in failed:
            await queue_again(facts, mail, now)
        if ask_anew:
            form = await newest_form(application_number)
            await add_revision(facts, form, Author.ADMINISTRATOR, now)
        await finish_act(
            AuditTag.ADMINISTRATOR_APPLICATION_RETRY,
            why,
            facts,
            now,
            before={"stage": facts.stage.value},
            after={"mails": ", ".join(mail.name for mail in failed), "asked_anew": ask_anew},
        )
