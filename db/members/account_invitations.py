"""Links that an ID manager has sent to a colleague: to set the first password, or a new one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from db import audit
from db.engine import transaction
from db.mailing.letters import NewLetter, send_letters
from db.members.account_facts import LockedAccount, lock_account, lock_account_for
from db.members.account_links import (
    FoundAccountLink,
    just_mailed,
    make_account_link,
    make_first_links,
    revoke_account_links,
    use_account_link,
)
from db.members.own_login import PASSWORD_LINK_LIFETIME
from db.tables.companies import Account
from domain.audit_tags import AuditTag
from domain.mail_kinds import MailKind
from domain.tokens import Purpose

INVITATION_LIFETIME = timedelta(hours=72)
"""How long an invitation works (product.md, "Members' portal")."""

LETTER = MailKind.ACCOUNT_INVITATION


@dataclass(frozen=True)
class InvitedPerson:
    """Whom an invitation is for, and what others know of that person (S19)."""

    company_name: str
    company_name_kana: str
    person_name: str
    person_name_kana: str
    mail_address: str


async def new_invitation(
    company_id: str, account: int, mail_address: str, keys: Sequence[bytes], now: datetime
) -> NewLetter:
    """Make the next invitation of an account that the caller has locked, and give its letter."""
    generation = await make_account_link(
        keys, Purpose.INVITATION, account, now=now, expires_at=now + INVITATION_LIFETIME
    )
    return NewLetter(LETTER, company_id, account, mail_address, generation)


async def first_invitations(
    company_id: str, people: Sequence[tuple[int, str]], keys: Sequence[bytes], now: datetime
) -> list[NewLetter]:
    """Make the first invitations of new accounts, each with its mail address."""
    await make_first_links(
        keys,
        Purpose.INVITATION,
        [account for account, _ in people],
        now=now,
        expires_at=now + INVITATION_LIFETIME,
    )
    return [NewLetter(LETTER, company_id, account, address) for account, address in people]


async def invite_again(
    company_id: str, account_id: str, by: str, keys: Sequence[bytes], now: datetime
) -> str | None:
    """Send another invitation, which voids the one before; gives the process that sends it.

    None, and nothing more is sent, at a second click. Raises `NoSuchAccountError`, and
    `AccountMovedOnError` unless the account is invited.
    """
    async with transaction():
        locked = await lock_account_for(company_id, account_id, by)
        locked.require("invited")
        if await just_mailed(Purpose.INVITATION, LETTER, locked.account, locked.mail_address, now):
            return None
        letter = await new_invitation(company_id, locked.account, locked.mail_address, keys, now)
        process = await send_letters([letter], now)
        await audit.record(
            AuditTag.ID_MANAGER_INVITATION_SEND,
            now,
            company_id=company_id,
            account_id=account_id,
            by=by,
        )
    return process


async def revoke_invitation(company_id: str, account_id: str, by: str, now: datetime) -> None:
    """Take an invitation back; one that is not open any more stays as it is.

    Raises `NoSuchAccountError`, and `AccountMovedOnError` unless the account is invited.
    """
    async with transaction():
        locked = await lock_account_for(company_id, account_id, by)
        locked.require("invited")
        if await revoke_account_links(Purpose.INVITATION, locked.account, now):
            await audit.record(
                AuditTag.ID_MANAGER_INVITATION_REVOKE,
                now,
                company_id=company_id,
                account_id=account_id,
                by=by,
            )


async def send_password_link(
    company_id: str, account_id: str, by: str, keys: Sequence[bytes], now: datetime
) -> str | None:
    """Let the account's owner set a new password by a link (S20); gives the process.

    None, and nothing more is sent, at a second click. Raises `NoSuchAccountError`, and
    `AccountMovedOnError` unless the account is active.
    """
    kind = MailKind.PASSWORD_RESET
    async with transaction():
        locked = await lock_account_for(company_id, account_id, by)
        locked.require("active")
        if await just_mailed(Purpose.PASSWORD, kind, locked.account, locked.mail_address, now):
            return None
        generation = await make_account_link(
            keys, Purpose.PASSWORD, locked.account, now=now, expires_at=now + PASSWORD_LINK_LIFETIME
        )
        letter = NewLetter(kind, company_id, locked.account, locked.mail_address, generation)
        process = await send_letters([letter], now)
        await audit.record(
            AuditTag.ID_MANAGER_PASSWORD_SEND,
            now,
            company_id=company_id,
            account_id=account_id,
            by=by,
        )
    return process


async def load_invited_person(account: int) -> InvitedPerson:
    """Read whom an invitation is for, by the key of the account's row."""
    rows = await Account.raw(
        """
        SELECT company.name AS company_name, company.name_kana AS company_name_kana,
            person_name, person_name_kana, mail_address
        FROM account JOIN company ON company.company_id = account.company WHERE id = {}
        """,
        account,
    )
    return InvitedPerson(**rows[0])


async def accept_invitation(link: FoundAccountLink, password_hash: str, now: datetime) -> bool:
    """Set the first password, which makes the account active; True exactly once (S04)."""
    async with transaction():
        locked = await lock_account(link.company_id, link.account_id)
        if locked.state != "invited" or not await use_account_link(
            Purpose.INVITATION, link.account, link.generation, now
        ):
            return False
        await Account.update({Account.password_hash: password_hash, Account.state: "active"}).where(
            Account.id == link.account
        )
        await audit.record(
            AuditTag.MEMBER_INVITATION_ACCEPT,
            now,
            company_id=link.company_id,
            account_id=link.account_id,
        )
    return True


def kind_of_invitation(locked: LockedAccount) -> MailKind:
    """The invitation in the words for an account's role."""
    # Whom the operator appointed has no other ID manager to ask.
    return MailKind.MANAGER_INVITED if locked.role == "id_manager" else LETTER


async def invitation_of(
    locked: LockedAccount, mail_address: str, keys: Sequence[bytes], now: datetime
) -> NewLetter:
    """Make the next invitation of an account, in the words for its role, and give its letter."""
    letter = await new_invitation(locked.company_id, locked.account, mail_address, keys, now)
    return replace(letter, kind=kind_of_invitation(locked))
