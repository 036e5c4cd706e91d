"""A company's ID managers are told that it was suspended, and how that ended."""

from datetime import datetime

from db.mailing.letters import NewLetter, id_managers_of, send_letters
from db.tables.operation import Mail
from domain.mail_kinds import MailKind

_TOLD_OF_SUSPENSION = (MailKind.COMPANY_SUSPENDED, MailKind.COMPANY_DISPUTED)


async def tell_of_suspension(company_id: str, kind: MailKind, now: datetime) -> str | None:
    """Queue the mails in the caller's transaction; `kind` says why the company is suspended.

    Gives the process that sends them, None for a company that was taken over and has no ID manager.
    """
    await _call_off(company_id, (MailKind.SUSPENSION_LIFTED,), now)
    return await _tell_managers(company_id, kind, now)


async def tell_of_lifting(company_id: str, now: datetime) -> str | None:
    """Queue the mails in the caller's transaction; gives as `tell_of_suspension` does."""
    await _call_off(company_id, _TOLD_OF_SUSPENSION, now)
    return await _tell_managers(company_id, MailKind.SUSPENSION_LIFTED, now)


async def tell_of_revocation(company_id: str, now: datetime) -> str | None:
    """Queue the mails in the caller's transaction; gives as `tell_of_suspension` does."""
    return await _tell_managers(company_id, MailKind.COMPANY_REVOKED, now)


async def _tell_managers(company_id: str, kind: MailKind, now: datetime) -> str | None:
    managers = await id_managers_of(company_id)
    if not managers:
        return None
    letters = [NewLetter(kind, company_id, *manager) for manager in managers]
    return await send_letters(letters, now)


async def _call_off(company_id: str, kinds: tuple[MailKind, ...], now: datetime) -> None:
    """Send none that still waits of what is true no longer."""
    await Mail.update({Mail.state: "void", Mail.finished_at: now, Mail.claimed_until: None}).where(
        Mail.company == company_id, Mail.kind.is_in(list(kinds)), Mail.state == "queued"
    )
