"""Everything that the console's page of one account shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.identity.login_records import Login, latest_logins
from db.identity.second_factors import is_on
from db.members.account_details import AccountDetails, load_account
from db.tables.companies import Account
from domain.logins import MEMBERS


@dataclass(frozen=True)
class AccountPage:
    """One account; `second_factor`: whether a login asks for a code."""

    details: AccountDetails
    second_factor: bool
    logins: Sequence[Login]


async def load_account_page(company_id: str, account_id: str, now: datetime) -> AccountPage:
    """Read everything; raises `NoSuchAccountError`."""
    details = await load_account(company_id, account_id, now)
    row = await (
        Account.select(Account.id)
        .where(Account.company == company_id, Account.account_id == account_id)
        .first()
    )
    key = row["id"] if row else 0
    return AccountPage(details, await is_on(MEMBERS.owner(key)), await latest_logins(key))
