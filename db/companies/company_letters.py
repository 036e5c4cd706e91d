"""Mails about a company, sent by the process that is about it."""

from datetime import datetime

from db.mailing.letters import NewLetter, queue_letters
from db.tables.companies import Account
from db.tables.operation import Mail


async def tell_manager(process: str, kind: str, company_id: str, now: datetime) -> None:
    """Queue a mail to the present ID manager, in the caller's transaction."""
    manager = await (
        Account.select(Account.id, Account.mail_address)
        .where(Account.company == company_id, Account.role == "id_manager")
        .first()
    )
    # A company that was taken over may have nobody yet.
    if manager is not None:
        letter = NewLetter(kind, company_id, manager["id"], manager["mail_address"])
        await queue_letters(process, [letter], now)


async def alert_administrators(  # noqa: PLR0913 -- the columns of one row
    process: str, kind: str, company_id: str, alert_to: str, now: datetime, *, nth: int = 1
) -> None:
    """Queue the nth mail of a kind to the administrators, in the caller's transaction."""
    letter = NewLetter(kind, company_id, None, alert_to, nth)
    await queue_letters(process, [letter], now)


async def call_off_letters(process: str, now: datetime) -> None:
    """Send none of a process's mails that still wait: what they say is no longer true."""
    await Mail.update({Mail.state: "void", Mail.finished_at: now, Mail.claimed_until: None}).where(
        Mail.process == process, Mail.state == "queued"
    )
