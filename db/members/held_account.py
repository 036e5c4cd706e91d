"""Accounts of a company, held while something is done to them.

Whoever needs more takes, in this order, so that no two wait for each other: the company, its
accounts by their keys, then sessions, factors, links and mails.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from db.tables.companies import Account
from domain.refusals import RefusalError


class NoSuchAccountError(RefusalError):
    """The company has no account of this number, or has none any more."""


class AccountMovedOnError(RefusalError):
    """The account is in another state than the page that was shown."""


class ManagerStaysError(RefusalError):
    """The ID manager's account cannot be stopped or deleted: there is always one (S39)."""


@dataclass(frozen=True)
class HeldAccount:
    """What decides whether something may be done to an account; `account` is its row's key."""

    account: int
    company_id: str
    account_id: str
    role: Literal["id_manager", "user"]
    state: Literal["invited", "active", "stopped"]
    mail_address: str
    has_password: bool

    def require(self, *states: str) -> None:
        """Raise `AccountMovedOnError` unless the account is in one of these states."""
        if self.state not in states:
            raise AccountMovedOnError

    def refuse_manager(self) -> None:
        """Raise `ManagerStaysError` for the account of the ID manager."""
        if self.role == "id_manager":
            raise ManagerStaysError


async def hold_account(company_id: str, account_id: str) -> HeldAccount:
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
    return HeldAccount(**rows[0])


async def hold_accounts(accounts: Iterable[int]) -> None:
    """Lock accounts, by the keys of their rows, until the caller's transaction ends."""
    await Account.raw(
        "SELECT FROM account WHERE id = ANY({}) ORDER BY id FOR UPDATE", sorted(accounts)
    )


async def hold_all_accounts(company_id: str) -> None:
    """Lock every account of a company until the caller's transaction ends."""
    await Account.raw("SELECT FROM account WHERE company = {} ORDER BY id FOR UPDATE", company_id)
