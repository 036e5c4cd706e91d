"""What a change does once its time has come; in a transaction that locks the company.

Each does it only to what is still as it was when it was asked for, and tells whether it did.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from db.access.facts import AccessChangeRequest
from db.identity import second_factors
from db.identity.sessions import end_sessions_of
from db.mailing.letters import NewLetter, queue_letters
from db.members import account_changes
from db.members.account_facts import LockedAccount, NoSuchAccountError, lock_account
from db.members.account_invitations import invitation_of, new_invitation
from db.members.account_issue import free_numbers
from db.members.deputy_endings import promote
from db.needs import tell_of_welcome
from db.tables.companies import Account
from db.tables.members import SecondFactor
from domain.companies.access_acts import AccessAct
from domain.logins import MEMBERS
from domain.mail_kinds import MailKind
from domain.new_account import NewAccount


async def make(change: AccessChangeRequest, keys: Sequence[bytes], now: datetime) -> bool:
    """Do what was asked for, and queue the mails that tell of it; False, and nothing done, else."""
    match change.act:
        case AccessAct.ADDRESS:
            letters = await _move(change, keys, now)
        case AccessAct.SECOND_FACTOR:
            letters = await _remove_second_factor(change)
        case _:
            letters = await _replace_manager(change, keys, now)
    if letters is None:
        return False
    await queue_letters(change.process, letters, now)
    return True


async def _move(
    change: AccessChangeRequest, keys: Sequence[bytes], now: datetime
) -> list[NewLetter] | None:
    locked = await _as_it_was(change)
    if locked is None or locked.mail_address != change.address_then:
        return None
    # Whoever has accepted an invitation meanwhile has proved the address that was there.
    invited = not change.progress.confirms
    if invited != (locked.state == "invited"):
        return None
    await account_changes.move(locked, change.new_address, now)
    if invited:
        return [await invitation_of(locked, change.new_address, keys, now)]
    return [
        _letter(MailKind.ADDRESS_CHANGED, locked),
        replace(_letter(MailKind.ADDRESS_PUT_RIGHT, locked), recipient=change.new_address),
    ]


async def _remove_second_factor(change: AccessChangeRequest) -> list[NewLetter] | None:
    locked = await _as_it_was(change)
    if locked is None:
        return None
    owner = MEMBERS.owner(locked.account)
    # One that was set up since is its owner's, who got in to do so.
    newer = SecondFactor.confirmed_at > change.progress.asked_at
    if await SecondFactor.exists().where(SecondFactor.owner == owner, newer):
        return None
    if not await second_factors.remove(owner):
        return None
    return [_letter(MailKind.SECOND_FACTOR_REMOVED, locked)]


async def _replace_manager(
    change: AccessChangeRequest, keys: Sequence[bytes], now: datetime
) -> list[NewLetter] | None:
    former = await _present_manager(change.company_id)
    if (former.account if former else None) != change.account:
        return None
    told = await _appoint(change, former, keys, now)
    if told is None:
        return None
    return [told, _letter(MailKind.MANAGER_REPLACED, former)] if former else [told]


async def _appoint(
    change: AccessChangeRequest, former: LockedAccount | None, keys: Sequence[bytes], now: datetime
) -> NewLetter | None:
    if change.new_person is not None:
        free = await free_numbers(change.company_id, now)
        if not free:
            return None
        await _step_down(former, now)
        account = await _insert(change.company_id, free[0], change.new_person, now)
        invitation = await new_invitation(
            change.company_id, account, change.new_person.mail_address, keys, now
        )
        return replace(invitation, kind=MailKind.MANAGER_INVITED)
    successor = await _account(change.company_id, change.new_account_id)
    if successor is None or successor.state != "active":
        return None
    await _step_down(former, now)
    await Account.update({Account.role: "id_manager"}).where(Account.id == successor.account)
    await promote(successor.account, now)
    await end_sessions_of(MEMBERS, successor.account)
    return _letter(MailKind.MANAGER_APPOINTED, successor)


async def _step_down(former: LockedAccount | None, now: datetime) -> None:
    # First down, then up: a company has at most one at any moment (account_one_id_manager).
    if former is not None:
        await Account.update({Account.role: "user"}).where(Account.id == former.account)
        await end_sessions_of(MEMBERS, former.account)
        await tell_of_welcome(former.account, now)


async def _insert(company_id: str, account_id: str, person: NewAccount, now: datetime) -> int:
    rows = await Account.insert(
        Account(
            company=company_id,
            account_id=account_id,
            role="id_manager",
            state="invited",
            department=person.department,
            person_name=person.person_name,
            person_name_kana=person.person_name_kana,
            mail_address=person.mail_address,
            created_at=now,
        )
    )
    return int(rows[0]["id"])


async def _as_it_was(change: AccessChangeRequest) -> LockedAccount | None:
    """The account, if it still has the role that it had when it was asked for."""
    locked = await _account(change.company_id, change.account_id)
    return locked if locked is not None and locked.role == change.role_then else None


async def _account(company_id: str, account_id: str) -> LockedAccount | None:
    try:
        return await lock_account(company_id, account_id)
    except NoSuchAccountError:
        return None


async def _present_manager(company_id: str) -> LockedAccount | None:
    row = await (
        Account.select(Account.account_id)
        .where(Account.company == company_id, Account.role == "id_manager")
        .first()
    )
    return await _account(company_id, row["account_id"]) if row else None


def _letter(kind: MailKind, locked: LockedAccount) -> NewLetter:
    return NewLetter(kind, locked.company_id, locked.account, locked.mail_address)
