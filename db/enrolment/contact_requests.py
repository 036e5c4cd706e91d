"""What waits for one contact: handed over to a colleague, or listed with all other requests."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from db import audit, outbox
from db.engine import transaction
from db.enrolment.application_form import add_revision, newest_form
from db.enrolment.approvals import ApprovalRequest
from db.enrolment.facts import lock_application
from db.enrolment.links import make_link
from db.enrolment.wholesalers import registered_domains
from db.mailing import mails
from db.mailing.shares import one_at_a_time
from db.tables.enrolment import Application
from db.tables.operation import Mail
from domain.audit_tags import AuditTag
from domain.enrolment.stages import Author
from domain.mail_addresses import counted_mailbox, domain_of, within_domain
from domain.mail_kinds import MailKind
from domain.refusals import ContactNotAllowedError, NothingToDecideError, TooSoonError
from domain.tokens import Purpose

LASTS = timedelta(days=1)
BETWEEN_MAILS = timedelta(minutes=10)
MOST_IN_THAT_TIME = 10
"""To one mailbox while a link lasts, from whichever of its requests they are asked for: the reader
of a forwarded mail must not flood it (S12). The newest link works until there may be another."""


@dataclass(frozen=True)
class Colleague:
    """Who is to decide instead."""

    department: str
    name: str
    mail_address: str


async def hand_over(
    application_number: str, colleague: Colleague, *, revision: int, now: datetime
) -> None:
    """Name a colleague as the contact, as a new revision, which voids the old link (S29).

    Whoever handed it over gets a receipt of that.

    Raises `ContactNotAllowedError` unless the address is of a domain that the wholesaler has
    registered, `NothingToDecideError` when the application waits for no decision any more.
    """
    async with transaction():
        facts = await lock_application(application_number)
        if not facts.awaits_decision(revision, now):
            raise NothingToDecideError
        form = await newest_form(application_number)
        domains = await registered_domains(form.wholesaler_id)
        if not any(within_domain(domain_of(colleague.mail_address), one) for one in domains):
            raise ContactNotAllowedError(domains)
        handed = replace(
            form,
            contact_department=colleague.department,
            contact_name=colleague.name,
            contact_mail_address=colleague.mail_address,
        )
        await add_revision(facts, handed, Author.CONTACT, now)
        await mails.queue(
            application_number,
            MailKind.HAND_OVER_RECEIPT,
            revision,
            form.contact_mail_address,
            now,
            revision=revision,
        )
        await audit.record(
            AuditTag.WHOLESALER_CONTACT_HAND_OVER,
            now,
            application_number=application_number,
            revision=facts.revision + 1,
        )


@dataclass(frozen=True)
class OpenRequest:
    """A request that waits for the contact; `deadline` in UTC."""

    application_number: str
    company_name: str
    head_office: str
    deadline: datetime


async def open_requests_to(
    contact_mail_address: str, *, except_of: str = ""
) -> tuple[OpenRequest, ...]:
    """What waits for this mailbox, the most urgent first; at most 50.

    `except_of`: a 受付番号 that is left out.
    """
    rows = await Application.raw(
        """
        SELECT application_number, form.company_name, form.head_office, application.deadline
        FROM application JOIN form_revision AS form ON form.application = application_number
            AND form.revision = application.revision_in_hand
        WHERE application.stage = 'awaiting_approval'
            AND lower(form.contact_mail_address) = lower({}) AND application_number <> {}
            AND NOT EXISTS (
                SELECT FROM decision WHERE decision.application = application_number
                    AND decision.revision = form.revision
            )
        ORDER BY application.deadline LIMIT 50
        """,
        contact_mail_address,
        except_of,
    )
    return tuple(OpenRequest(**row) for row in rows)


async def may_ask_again_at(contact_mail_address: str, now: datetime) -> datetime | None:
    """When the link may be mailed to this mailbox again, UTC; None: now."""
    rows = await Mail.raw(
        """
        SELECT queued_at FROM mail
        WHERE mailbox = {} AND kind = 'open_requests' AND queued_at > {}
            AND state IN ('queued', 'sent', 'bounced')
        ORDER BY queued_at DESC LIMIT {}
        """,
        counted_mailbox(contact_mail_address),
        now - LASTS,
        MOST_IN_THAT_TIME,
    )
    times = [row["queued_at"] for row in rows]
    waits = [time + BETWEEN_MAILS for time in times[:1]]
    waits += [time + LASTS for time in times[MOST_IN_THAT_TIME - 1 :]]
    return max((time for time in waits if time > now), default=None)


async def mail_link_to_all(asked: ApprovalRequest, *, keys: Sequence[bytes], now: datetime) -> None:
    """Mail the contact of a request a link that opens all that waits for that mailbox.

    Raises `TooSoonError` when that mailbox had it lately, or often.
    """
    number, revision = asked.application_number, asked.revision
    recipient = asked.contact_mail_address
    async with transaction():
        await lock_application(number)
        await one_at_a_time(counted_mailbox(recipient))
        again_at = await may_ask_again_at(recipient, now)
        if again_at is not None:
            raise TooSoonError(again_at)
        generation = await make_link(
            keys,
            Purpose.REQUESTS,
            number,
            now=now,
            revision=revision,
            expires_at=now + LASTS,
        )
        await mails.queue(
            number, MailKind.OPEN_REQUESTS, generation, recipient, now, revision=revision
        )
        await outbox.tell(number, "resend_requested", now)
        await audit.record(
            AuditTag.WHOLESALER_REQUESTS_ASK, now, application_number=number, generation=generation
        )
