"""An account, loaded and locked: one of a company's, or the owner's own.

Whoever needs more locks, in this order, so that no two wait for each other: the company, its
accounts by their keys, then sessions, factors, links and mails.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from db.tables.companies import Account
from domain.companies.deputies import MANAGING, MemberRole, manages
from domain.refusals import RefusalError


class NoSuchAccountError(RefusalError):
    """The company has no account of this number, or has none any more."""


class AccountMovedOnError(RefusalError):
    """The account is in another state than the page that was shown."""


class ManagerStaysError(RefusalError):
    """The account of 主担当 cannot be stopped or deleted: there is always one (S39)."""


class DeputyStaysError(RefusalError):
    """A deputy's account cannot be deleted before the role has ended."""


class NotTheIdManagerError(RefusalError):
    """Whoever acts is no ID manager of the company any more."""


class PrincipalOnlyError(RefusalError):
    """A deputy does nothing to the account of another ID manager; 主担当 may (S39)."""


@dataclass(frozen=True)
class LockedAccount:
    """What decides whether something may be done to an account; `account` is its row's key."""

    account: int
    company_id: str
    account_id: str
    role: MemberRole
    state: Literal["invited", "active", "stopped"]
    mail_address: str
    has_password: bool

    def require(self, *states: str) -> None:
        """Raise `AccountMovedOnError` unless the account is in one of these states."""
        if self.state not in states:
            raise AccountMovedOnError

    def refuse_manager(self) -> None:
        """Raise `ManagerStaysError` for the account of 主担当."""
        if self.role == "id_manager":
            raise ManagerStaysError


async def lock_account(company_id: str, account_id: str) -> LockedAccount:
    """Lock an account until the caller's transaction ends; raises `NoSuchAccountError`."""
    rows = await Account.raw(
        """
        SELECT id AS account, company AS company_id, account_id, role, state, mail_address,
            password_hash IS NOT NULL AS has_password
        FROM account WHERE company = {} AND account_id = {} FOR UPDATE
        """,
        company_id,
        account_id,
    )
    if not rows:
        raise NoSuchAccountError
    return LockedAccount(**rows[0])


async def lock_account_for(company_id: str, account_id: str, by: str) -> LockedAccount:
    """Lock an account that an ID manager acts upon; raises `NoSuchAccountError`.

    `by`: アカウントID of an ID manager. Raises `PrincipalOnlyError` for a deputy who acts upon
    another ID manager's account: that would be a way to the role of 主担当, or against a peer.
    """
    locked = await lock_account(company_id, account_id)
    if manages(locked.role) and account_id != by and not await _is_principal(company_id, by):
        raise PrincipalOnlyError
    return locked


async def _is_principal(company_id: str, account_id: str) -> bool:
    return await Account.exists().where(
        Account.company == company_id,
        Account.account_id == account_id,
        Account.role == "id_manager",
    )


async def refuse_unless_manages(account: int) -> None:
    """Raise `NotTheIdManagerError` unless it is an ID manager's in use; `account`: its row's key.

    Whoever gives or takes the role locks the company, and so does the caller.
    """
    if not await Account.exists().where(
        Account.id == account, Account.role.is_in(list(MANAGING)), Account.state == "active"
    ):
        raise NotTheIdManagerError


async def lock_accounts(accounts: Iterable[int]) -> None:
    """Lock accounts, by the keys of their rows, until the caller's transaction ends."""
    await Account.raw(
        "SELECT FROM account WHERE id = ANY({}) ORDER BY id FOR UPDATE", sorted(accounts)
    )


async def lock_chosen_accounts(
    company_id: str, account_ids: Sequence[str]
) -> tuple[LockedAccount, ...]:
    """Lock accounts of a company, and give them in the order of their numbers.

    Raises `NoSuchAccountError` when one of them is not there.
    """
    rows = await Account.raw(
        """
        SELECT id AS account, company AS company_id, account_id, role, state, mail_address,
            password_hash IS NOT NULL AS has_password
        FROM account WHERE company = {} AND account_id = ANY({}::text[]) ORDER BY id FOR UPDATE
        """,
        company_id,
        list(account_ids),
    )
    if len(rows) != len(set(account_ids)):
        raise NoSuchAccountError
    return tuple(sorted((LockedAccount(**row) for row in rows), key=lambda each: each.account_id))


async def lock_all_accounts(company_id: str) -> None:
    """Lock every account of a company until the caller's transaction ends."""
    await Account.raw("SELECT FROM account WHERE company = {} ORDER BY id FOR UPDATE", company_id)


class AccountNotInUseError(RefusalError):
    """The account was stopped or deleted, or its company is suspended or has left."""


@dataclass(frozen=True)
class OwnData:
    """What the owner of an account sees of it; `account` is the key of the account's row."""

    account: int
    company_id: str
    company_name: str
    company_name_kana: str
    account_id: str
    role: str
    department: str
    person_name: str
    person_name_kana: str
    mail_address: str

    @property
    def known_to_others(self) -> tuple[str, ...]:
        """What a password must not be made of (S19)."""
        return (
            self.company_id,
            self.company_name,
            self.company_name_kana,
            self.account_id,
            self.person_name,
            self.person_name_kana,
            self.mail_address,
        )


_IN_USE = """
    SELECT account.id AS account, company.company_id, company.name AS company_name,
        company.name_kana AS company_name_kana, account.account_id, account.role,
        account.department, account.person_name, account.person_name_kana, account.mail_address
    FROM account JOIN company ON company.company_id = account.company
    WHERE account.id = {} AND account.state = 'active'
        AND company.suspended_at IS NULL AND company.ended_at IS NULL
"""


async def load_own_data(account: int) -> OwnData:
    """Read an account that may log in; raises `AccountNotInUseError` for any other."""
    return await _only(_IN_USE, account)


async def lock_own_data(account: int) -> OwnData:
    """Lock the account's row until the transaction ends, and read it like `load_own_data`."""
    return await _only(_IN_USE + "FOR UPDATE OF account", account)


async def _only(query: str, account: int) -> OwnData:
    rows = await Account.raw(query, account)
    if not rows:
        raise AccountNotInUseError
    return OwnData(**rows[0])
