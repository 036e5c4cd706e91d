"""Mails about a company, sent by the process that is about it."""

from datetime import datetime

from db.mailing.letters import NewLetter, queue_letters
from db.tables.companies import Account
from db.tables.operation import Mail
from domain.companies.outcome import CompanyMail, CompanyMails
from domain.mail_kinds import Audience


async def tell(
    process: str, mails: CompanyMails, company_id: str, now: datetime, *, alert_to: str = ""
) -> None:
    """Queue mails to the present ID manager and the administrators, in the caller's transaction.

    `alert_to`: the administrators' address; raises `ValueError` without one for a mail to them.
    """
    for mail in mails:
        if mail.kind.audience is Audience.MEMBER:
            await _tell_manager(process, mail.kind.value, company_id, now)
        else:
            await _alert_administrators(process, mail, company_id, alert_to, now)


async def _tell_manager(process: str, kind: str, company_id: str, now: datetime) -> None:
    manager = await (
        Account.select(Account.id, Account.mail_address)
        .where(Account.company == company_id, Account.role == "id_manager")
        .first()
    )
    # A company that was taken over may have nobody yet.
    if manager is not None:
        letter = NewLetter(kind, company_id, manager["id"], manager["mail_address"])
        await queue_letters(process, [letter], now)


async def _alert_administrators(
    process: str, mail: CompanyMail, company_id: str, alert_to: str, now: datetime
) -> None:
    if not alert_to:
        raise ValueError(f"{mail.kind.value} is for the administrators, and there is no address")
    letter = NewLetter(mail.kind.value, company_id, None, alert_to, mail.nth)
    await queue_letters(process, [letter], now)


async def call_off_letters(process: str, now: datetime) -> None:
    """Send none of a process's mails that still wait: what they say is no longer true."""
    await Mail.update({Mail.state: "void", Mail.finished_at: now, Mail.claimed_until: None}).where(
        Mail.process == process, Mail.state == "queued"
    )
