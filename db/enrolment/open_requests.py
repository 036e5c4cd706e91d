"""All requests that wait for one contact: named beside each, opened by a link of their own.

The link to a request acts for that request alone, for a mail may be forwarded. The link that opens
all of them goes to the contact's mailbox only, when somebody asks for it, and lasts a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db import audit, outbox
from db.engine import transaction
from db.enrolment.approvals import ApprovalRequest
from db.enrolment.facts import hold
from db.enrolment.links import make_link, newest_link
from db.mailing import mails
from db.tables.enrolment import Application
from domain.refusals import TooSoonError
from domain.tokens import Purpose

LASTS = timedelta(days=1)
BETWEEN_MAILS = timedelta(minutes=10)
"""A forwarded mail must not let its reader flood the mailbox."""


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


async def may_ask_again_at(application_number: str) -> datetime | None:
    """When the link may be mailed again, UTC; None when it never was."""
    link = await newest_link(Purpose.REQUESTS, application_number)
    return None if link is None else link.made_at + BETWEEN_MAILS


async def mail_link_to_all(asked: ApprovalRequest, *, keys: Sequence[bytes], now: datetime) -> None:
    """Mail the contact of a request a link that opens all that waits for that mailbox.

    Raises `TooSoonError` within ten minutes of the mail before.
    """
    number, revision = asked.application_number, asked.revision
    async with transaction():
        await hold(number)
        again_at = await may_ask_again_at(number)
        if again_at is not None and again_at > now:
            raise TooSoonError(again_at)
        generation = await make_link(
            keys,
            Purpose.REQUESTS,
            number,
            now=now,
            revision=revision,
            expires_at=now + LASTS,
        )
        recipient = asked.contact_mail_address
        await mails.queue(number, "open_requests", generation, recipient, now, revision=revision)
        await outbox.tell(number, "resend_requested", now)
        await audit.record(
            "wholesaler:requests:ask", now, application_number=number, generation=generation
        )
