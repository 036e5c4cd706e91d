"""The ID manager of a company replaced against evidence: by an account it has, or a new person.

There is always one (S39), and at most one at any moment (account_one_id_manager).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from db.companies.company_data import hold_member
from db.console.acts import Concern, Why, record_act
from db.engine import transaction
from db.mailing.letters import NewLetter, send_letters
from db.members.account_invitations import new_invitation
from db.members.account_issue import AccountsFullError, free_numbers
from db.members.held_account import HeldAccount, hold_account, hold_accounts
from db.members.role_handover import CannotTakeRoleError
from db.members.sessions import end_sessions_of
from db.tables.companies import Account
from domain.new_account import NewAccount


async def appoint_account(
    company_id: str, account_id: str, evidence: str, why: Why, now: datetime
) -> str:
    """Make an account in use the ID manager; gives the process that tells both.

    Raises `NoSuchAccountError`, `CannotTakeRoleError` for one that is not in use or has the role
    already, and `CompanyLeftError`.
    """
    async with transaction():
        await hold_member(company_id)
        await _hold_both(company_id, account_id)
        successor = await hold_account(company_id, account_id)
        if successor.role == "id_manager" or successor.state != "active":
            raise CannotTakeRoleError
        former = await _former(company_id)
        await _set_role(successor.account, "id_manager")
        await end_sessions_of(successor.account)
        told = NewLetter("manager_appointed", company_id, successor.account, successor.mail_address)
        return await _finish(former, told, account_id, evidence=evidence, why=why, now=now)


async def appoint_new_person(  # noqa: PLR0913 -- who becomes it, on what ground, and when
    company_id: str,
    person: NewAccount,
    evidence: str,
    why: Why,
    *,
    keys: Sequence[bytes],
    now: datetime,
) -> str:
    """Issue an account to a new person and make it the ID manager's; gives the telling process.

    The person sets a password by the invitation. Raises `AccountsFullError`, `CompanyLeftError`.
    """
    async with transaction():
        await hold_member(company_id)
        free = await free_numbers(company_id, now)
        if not free:
            raise AccountsFullError(0)
        former = await _former(company_id)
        account = await _insert(company_id, free[0], person, now)
        invitation = await new_invitation(company_id, account, person.mail_address, keys, now)
        told = replace(invitation, kind="manager_invited")
        return await _finish(former, told, free[0], evidence=evidence, why=why, now=now)


async def _hold_both(company_id: str, account_id: str) -> None:
    """Hold the successor and the ID manager, who stays the same while the company is held."""
    rows = await Account.select(Account.id).where(
        Account.company == company_id,
        (Account.account_id == account_id) | (Account.role == "id_manager"),
    )
    await hold_accounts(row["id"] for row in rows)


async def _former(company_id: str) -> HeldAccount | None:
    """Take the role from who has it; a company that was taken over may have nobody yet."""
    row = await (
        Account.select(Account.account_id)
        .where(Account.company == company_id, Account.role == "id_manager")
        .first()
    )
    if row is None:
        return None
    former = await hold_account(company_id, row["account_id"])
    await _set_role(former.account, "user")
    await end_sessions_of(former.account)
    return former


async def _set_role(account: int, role: str) -> None:
    await Account.update({Account.role: role}).where(Account.id == account)


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


async def _finish(  # noqa: PLR0913 -- who was it, who is, on what ground
    former: HeldAccount | None,
    told: NewLetter,
    account_id: str,
    *,
    evidence: str,
    why: Why,
    now: datetime,
) -> str:
    """Tell both and record the act, in the caller's transaction."""
    letters = [told]
    if former is not None:
        letters.append(
            NewLetter("manager_replaced", told.company_id, former.account, former.mail_address)
        )
    await record_act(
        "administrator:manager:replace",
        why,
        Concern(company_id=told.company_id, account_id=account_id),
        now,
        before={"manager": former.account_id if former else None},
        after={"manager": account_id, "evidence": evidence},
    )
    return await send_letters(letters, now)
