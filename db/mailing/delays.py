"""Whether mails take longer than usual at present, for pages to say so.

Of the mails in general it is told by what waits of any application, never by an address (S10).
What a mail server puts off of its own accord holds up nobody else, nor does what waits for its
mailbox's share (S12), which pages tell by itself; and what waits for a day is in a trouble of its
own.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from db.tables.operation import Mail

USUAL = timedelta(minutes=1)
"""A mail that is due goes within this time, unless something is in trouble or very busy."""

_OWN_TROUBLE = timedelta(days=1)


async def mails_take_longer(now: datetime) -> bool:
    """Whether mails about applications, or the news that call for them, wait for too long."""
    rows = await Mail.raw(
        """
        SELECT EXISTS (
            SELECT FROM mail WHERE state = 'queued' AND NOT put_off
                AND application IS NOT NULL AND queued_at BETWEEN {} AND {}
                AND waits_until IS NULL
        ) OR EXISTS (
            SELECT FROM outbox WHERE delivered_at IS NULL AND recorded_at BETWEEN {} AND {}
        ) AS longer
        """,
        *[now - _OWN_TROUBLE, now - USUAL] * 2,
    )
    return bool(rows[0]["longer"])


async def mails_of_application_take_longer(application_number: str, now: datetime) -> bool:
    """Whether a mail of one application, or news that may call for one, waits for too long."""
    rows = await Mail.raw(
        """
        SELECT EXISTS (
            SELECT FROM mail WHERE application = {} AND state = 'queued' AND queued_at <= {}
                AND waits_until IS NULL
        ) OR EXISTS (
            SELECT FROM outbox WHERE process = {} AND delivered_at IS NULL AND recorded_at <= {}
        ) AS longer
        """,
        *[application_number, now - USUAL] * 2,
    )
    return bool(rows[0]["longer"])


async def mails_to_account_take_longer(company_id: str, account_id: str, now: datetime) -> bool:
    """Whether a mail about one account waits for too long."""
    rows = await Mail.raw(
        """
        SELECT EXISTS (
            SELECT FROM account JOIN mail ON mail.account = account.id
            WHERE account.company = {} AND account.account_id = {}
                AND mail.state = 'queued' AND mail.queued_at <= {}
                AND mail.waits_until IS NULL
        ) AS longer
        """,
        company_id,
        account_id,
        now - USUAL,
    )
    return bool(rows[0]["longer"])


async def some_unwritten(keys: Sequence[str]) -> bool:
    """Whether one of these mails waits because our own code failed to write it."""
    return await Mail.exists().where(
        Mail.key.is_in(list(keys)),
        Mail.state == "queued",
        Mail.server_answer.like("not written: %"),
    )
