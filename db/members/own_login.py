"""A member's own password and second factor; every change is told by mail."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from db import audit
from db.engine import transaction
from db.identity.credentials import Credentials
from db.identity.own_login import (
    replace_password,
    replace_recovery_codes,
    turn_off_factor,
    turn_on_factor,
)
from db.identity.sessions import end_sessions_of
from db.mailing.letters import NewLetter, send_letters
from db.members.account_facts import OwnData, lock_own_data
from db.members.account_links import FoundAccountLink, revoke_account_links, use_account_link
from db.members.sessions import Member
from db.tables.companies import Account
from domain.audit_tags import AuditTag
from domain.logins import MEMBERS
from domain.mail_kinds import MailKind
from domain.tokens import Purpose

PASSWORD_LINK_LIFETIME = timedelta(hours=24)
"""How long a link to set a new password works."""


@dataclass(frozen=True)
class Renewal:
    """What a page needs when it is done: the session's new identifier, and who sends the mails."""

    identifier: str
    process: str


async def change_password(
    credentials: Credentials, new_hash: str, *, session: str, now: datetime
) -> Renewal | None:
    """Change the password of somebody whose present one was just verified, and tell by mail.

    `session` goes on under a new identifier, every other one of the account ends (S17). None,
    and nothing changed, when the password was changed since it was verified. Raises
    `AccountNotInUseError`.
    """
    async with transaction():
        owner = await lock_own_data(credentials.key)
        renewed = await replace_password(credentials, new_hash, session=session, now=now)
        return Renewal(renewed, await _revoke_and_tell(owner, now)) if renewed else None


async def reset_password(link: FoundAccountLink, new_hash: str, now: datetime) -> str | None:
    """Set a new password by a link, end all sessions, and tell by mail; a second factor stays.

    Gives the process that sends the mail; None, and nothing changed, when the link does not
    work any more. Raises `AccountNotInUseError`.
    """
    async with transaction():
        owner = await lock_own_data(link.account)
        if not await use_account_link(Purpose.PASSWORD, link.account, link.generation, now):
            return None
        await Account.update({Account.password_hash: new_hash}).where(Account.id == owner.account)
        await end_sessions_of(MEMBERS, owner.account)
        await audit.record(
            AuditTag.MEMBER_PASSWORD_RESET,
            now,
            company_id=owner.company_id,
            account_id=owner.account_id,
        )
        return await _revoke_and_tell(owner, now)


async def _revoke_and_tell(owner: OwnData, now: datetime) -> str:
    """End links that whoever knew the old password may have asked for, and tell the owner."""
    for purpose in (Purpose.PASSWORD, Purpose.ADDRESS):
        await revoke_account_links(purpose, owner.account, now)
    letter = NewLetter(
        MailKind.PASSWORD_CHANGED, owner.company_id, owner.account, owner.mail_address
    )
    return await send_letters([letter], now)


@dataclass(frozen=True)
class NewCodes:
    """Recovery codes, shown this once; `process` sends the mail."""

    recovery_codes: tuple[str, ...] = field(repr=False)
    process: str


@dataclass(frozen=True)
class TurnedOn(NewCodes):
    """The first recovery codes, and the new identifier of the session that goes on."""

    identifier: str = field(repr=False)


async def turn_on(
    member: Member, code: str, identifier: str, keys: Sequence[bytes], now: datetime
) -> TurnedOn | None:
    """Turn on what is on offer by a first code; None when the code is wrong.

    Sessions that began without a code end, but for that of this identifier. Raises
    `AccountNotInUseError`.
    """
    async with transaction():
        own = await lock_own_data(member.account)
        new = await turn_on_factor(member.principal, code, session=identifier, keys=keys, now=now)
        return TurnedOn(new.recovery_codes, await _tell(own, now), new.identifier) if new else None


async def turn_off(member: Member, now: datetime) -> str | None:
    """Ask for no code any more, and give the process that sends the mail.

    None, and nothing changed, when none is asked for. Raises `AccountNotInUseError`.
    """
    async with transaction():
        own = await lock_own_data(member.account)
        return await _tell(own, now) if await turn_off_factor(member.principal, now) else None


async def renew_recovery_codes(member: Member, now: datetime) -> NewCodes | None:
    """Give new recovery codes and void the former; None when no factor is on.

    Raises `AccountNotInUseError`.
    """
    async with transaction():
        own = await lock_own_data(member.account)
        codes = await replace_recovery_codes(member.principal, now)
        return NewCodes(codes, await _tell(own, now)) if codes else None


async def _tell(own: OwnData, now: datetime) -> str:
    """Tell the account's mailbox of the change (ASVS 6.3.7); gives who sends the mail."""
    letter = NewLetter(
        MailKind.SECOND_FACTOR_CHANGED, own.company_id, own.account, own.mail_address
    )
    return await send_letters([letter], now)
