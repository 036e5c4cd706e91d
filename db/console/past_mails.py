"""The mails of an application that were sent or failed, and those that may be sent again."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from db.mailing import mails
from db.mailing.mails import ClaimedMail
from db.mailing.sending import still_true
from db.tables.operation import Mail
from domain.enrolment.facts import Facts
from domain.mail_kinds import Audience, MailKind

AGAIN = 100
"""Above every number that reminders and resends get, so that no key is given twice."""


@dataclass(frozen=True)
class PastMail(ClaimedMail):
    """A mail of an application; `state` as in `db.tables.operation.Mail`."""

    state: str
    server_answer: str

    @property
    def name(self) -> str:
        """Its key without the application number, which pages and commands name it by."""
        return self.key.partition("/")[2]


async def past_mails(application_number: str) -> tuple[PastMail, ...]:
    """Every mail of an application, the oldest first."""
    rows = (
        await Mail.select(*(field.name for field in fields(PastMail)))
        .where(Mail.application == application_number)
        .order_by(Mail.queued_at)
        .order_by(Mail.key)
    )
    return tuple(PastMail(**row) for row in rows)


def failed_mails(facts: Facts, mails: Sequence[PastMail]) -> tuple[PastMail, ...]:
    """Of all mails of an application those that reached nobody, are still true, and are the latest.

    One to an address that was corrected since no longer counts.
    """
    latest = {(mail.kind, mail.generation): mail for mail in mails}
    failed = [
        mail
        for mail in latest.values()
        if mail.state in {"refused", "bounced"} and mail.recipient == recipient_of(facts, mail)
    ]
    return tuple(mail for mail in failed if still_true(facts, mail))


def recipient_of(facts: Facts, mail: PastMail) -> str:
    """Where the mail would go today: no link may go where the applicant no longer is."""
    kind = MailKind(mail.kind)
    # A mailbox that was replaced is told of it, whatever the address is by now.
    follows = kind.audience is Audience.APPLICANT and kind is not MailKind.ADDRESS_REPLACED
    return facts.mail_address if follows else mail.recipient


def may_go_again(facts: Facts, mail: PastMail) -> bool:
    """Whether a mail that was sent, or failed, is still true."""
    return mail.state in {"sent", "refused", "bounced"} and still_true(facts, mail)


async def queue_again(facts: Facts, mail: PastMail, now: datetime) -> str:
    """Queue a mail once more, in the caller's transaction; gives the recipient."""
    recipient = recipient_of(facts, mail)
    before = await Mail.count().where(
        Mail.application == facts.application_number,
        Mail.kind == mail.kind,
        Mail.generation == mail.generation,
    )
    await mails.queue(
        facts.application_number,
        MailKind(mail.kind),
        mail.generation,
        recipient,
        now,
        revision=mail.revision,
        nth=AGAIN + int(before),
    )
    return recipient
