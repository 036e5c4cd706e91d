"""Mails that came back after the mail server had taken them."""

from datetime import datetime

from db import audit, outbox
from db.engine import transaction
from db.facts import hold
from db.tables.operation import Mail


async def record_bounced(key: str, diagnostic: str, now: datetime) -> None:
    """Note that a mail came back for good, and tell its workflow; once, however often it does.

    `diagnostic`: what the server said, on one line. Nothing changes for a key that no mail has,
    or one that was never handed to a mail server: anybody can write a bounce.
    """
    application_number = key.partition("/")[0]
    async with transaction():
        if not await Mail.exists().where(Mail.key == key):
            return
        await hold(application_number)
        if await _mark(key, diagnostic, now):
            await outbox.tell(application_number, "mail_bounced", now, key=key)
            await audit.record(
                "mail_server:mail:bounce",
                now,
                application_number=application_number,
                mail=key.partition("/")[2],
            )


async def _mark(key: str, diagnostic: str, now: datetime) -> bool:
    # A bounce may overtake the record that the mail was sent; its sender still has the claim.
    handed_over = (Mail.state == "sent") | (
        (Mail.state == "queued") & Mail.claimed_until.is_not_null()
    )
    rows = (
        await Mail.update(
            {
                Mail.state: "bounced",
                Mail.server_answer: diagnostic,
                Mail.finished_at: now,
                Mail.claimed_until: None,
            }
        )
        .where(Mail.key == key, handed_over)
        .returning(Mail.key)
    )
    return bool(rows)
