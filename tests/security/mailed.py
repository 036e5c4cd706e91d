"""Mails go out, as far as their mailboxes may have them; the mail server takes all."""

from collections.abc import Iterable
from datetime import datetime

from db.mailing import mails
from db.mailing.sending import claim_while_true
from db.tables.operation import Mail
from settings import Settings

# As an installation has it that sets nothing.
POLICY = Settings.from_environment({"LINK_KEYS": "k" * 32, "CSRF_SECRET": "s" * 32}).policy


async def queued_mails(*kinds: str) -> list[str]:
    """The keys of the mails that wait to be sent, the oldest first; of these kinds if any."""
    queued = Mail.select(Mail.key).where(Mail.state == "queued").order_by(Mail.queued_at, Mail.key)
    if kinds:
        queued = queued.where(Mail.kind.is_in(list(kinds)))
    return [row["key"] for row in await queued]


async def mailed(keys: Iterable[str], at: datetime) -> list[str]:
    """Try to send these mails one after another; gives those that went out."""
    went = []
    for key in keys:
        if await claim_while_true(key, POLICY, at) is not None:
            await mails.record_sent(key, "250 ok", at)
            went.append(key)
    return went


async def mail_everything(at: datetime) -> list[str]:
    """Try to send whatever is queued."""
    return await mailed(await queued_mails(), at)


async def waiting() -> dict[str, datetime]:
    """Until when each mail waits that was put aside."""
    rows = await Mail.select(Mail.key, Mail.waits_until).where(
        Mail.state == "queued", Mail.waits_until.is_not_null()
    )
    return {row["key"]: row["waits_until"] for row in rows}
