"""Mails about one revision of an application, to its applicant or to its contact."""

from datetime import datetime

from db.enrolment.facts import Facts
from db.mailing import mails


async def tell_applicant(facts: Facts, kind: str, now: datetime) -> None:
    """Queue a mail to the applicant; the caller holds the application."""
    await _tell(facts, kind, facts.mail_address, now)


async def tell_contact(facts: Facts, kind: str, now: datetime) -> None:
    """Queue a mail to the wholesaler's contact; the caller holds the application."""
    await _tell(facts, kind, facts.contact_mail_address, now)


async def _tell(facts: Facts, kind: str, recipient: str, now: datetime) -> None:
    number, revision = facts.application_number, facts.revision
    await mails.queue(number, kind, revision, recipient, now, revision=revision)
