"""The receipt that follows every decision, with the link to say 「心当たりがない」 (S27)."""

from collections.abc import Sequence
from datetime import datetime

from db.enrolment.facts import Facts
from db.enrolment.links import make_link
from db.mailing import mails
from domain.tokens import Purpose


async def queue_receipt(facts: Facts, keys: Sequence[bytes], now: datetime) -> None:
    """Queue the receipt to the mailbox that decided; the caller holds the application."""
    number = facts.application_number
    generation = await make_link(keys, Purpose.DISPUTE, number, now=now, revision=facts.revision)
    await mails.queue(
        number,
        "decision_receipt",
        generation,
        facts.contact_mail_address,
        now,
        revision=facts.revision,
    )
