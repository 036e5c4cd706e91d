"""A person's own mail address: it changes once the new mailbox confirms it, and the old is told.

The old mailbox hears of it twice (S22): when it is asked for, which is the moment to stop it, and
when it has happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db import audit
from db.engine import transaction
from db.mailing.letters import NewLetter, send_letters
from db.members.account_facts import OwnData, lock_own_data
from db.members.account_links import (
    FoundAccountLink,
    just_mailed,
    make_account_link,
    revoke_account_links,
    use_account_link,
)
from db.tables.companies import Account
from db.tables.members import AccountLink
from domain.audit_tags import AuditTag
from domain.mail_kinds import MailKind
from domain.tokens import Purpose

ADDRESS_LINK_LIFETIME = timedelta(hours=24)
"""How long a new address may be confirmed."""


@dataclass(frozen=True)
class AwaitedAddress:
    """A new address that nobody has confirmed yet; it can be until `expires_at`, UTC."""

    mail_address: str
    expires_at: datetime


async def ask_to_confirm(
    account: int, mail_address: str, keys: Sequence[bytes], now: datetime
) -> str | None:
    """Send a link to the new address, which voids older ones, and a warning to the present one.

    Gives the process that sends the mails; None, and nothing more is sent, at a second click.
    Raises `AccountNotInUseError`.
    """
    kind = MailKind.ADDRESS_CONFIRMATION
    async with transaction():
        owner = await lock_own_data(account)
        if await just_mailed(Purpose.ADDRESS, kind, account, mail_address, now):
            return None
        generation = await make_account_link(
            keys,
            Purpose.ADDRESS,
            account,
            now=now,
            expires_at=now + ADDRESS_LINK_LIFETIME,
            mail_address=mail_address,
        )
        letters = [
            _letter(kind, owner, mail_address, generation),
            _letter(MailKind.ADDRESS_CHANGE_ASKED, owner, owner.mail_address),
        ]
        process = await send_letters(letters, now)
        await _record(AuditTag.MEMBER_ADDRESS_ASK, owner, now)
    return process


async def awaited_address(account: int, now: datetime) -> AwaitedAddress | None:
    """The new address that waits to be confirmed, if there is one."""
    row = (
        await AccountLink.select(
            AccountLink.mail_address,
            AccountLink.access_change,
            AccountLink.expires_at,
            AccountLink.used_at,
            AccountLink.revoked_at,
        )
        .where(AccountLink.purpose == Purpose.ADDRESS.value, AccountLink.account == account)
        .order_by(AccountLink.generation, ascending=False)
        .first()
    )
    if row is None or row["used_at"] or row["revoked_at"] or row["expires_at"] <= now:
        return None
    if row["access_change"] is not None:  # The operator asked for it, not the person.
        return None
    return AwaitedAddress(row["mail_address"], row["expires_at"])


async def call_off_address(account: int, now: datetime) -> None:
    """Void the link to the new address; nothing changes when there is none that works."""
    async with transaction():
        owner = await lock_own_data(account)
        if await revoke_account_links(Purpose.ADDRESS, account, now):
            await _record(AuditTag.MEMBER_ADDRESS_CALL_OFF, owner, now)


async def confirm_address(link: FoundAccountLink, now: datetime) -> str | None:
    """Let the address that a link was sent to take effect, and tell the one before.

    Gives the process that sends the mail; None, and nothing changed, when the link does not
    work any more, or confirms what the operator asked for. Raises `AccountNotInUseError`.
    """
    if link.access_change is not None:
        return None
    async with transaction():
        owner = await lock_own_data(link.account)
        if not await use_account_link(Purpose.ADDRESS, link.account, link.generation, now):
            return None
        await Account.update(
            {Account.mail_address: link.mail_address, Account.mail_bounced_at: None}
        ).where(Account.id == owner.account)
        # They went to the mailbox that is the person's no more.
        await revoke_account_links(Purpose.PASSWORD, owner.account, now)
        process = await send_letters(
            [_letter(MailKind.ADDRESS_CHANGED, owner, owner.mail_address)], now
        )
        await _record(AuditTag.MEMBER_ADDRESS_CHANGE, owner, now)
    return process


def _letter(kind: MailKind, owner: OwnData, recipient: str, generation: int = 1) -> NewLetter:
    return NewLetter(kind, owner.company_id, owner.account, recipient, generation)


async def _record(tag: AuditTag, owner: OwnData, now: datetime) -> None:
    await audit.record(tag, now, company_id=owner.company_id, account_id=owner.account_id)
