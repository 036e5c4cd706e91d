"""What a login needs to know of an account, and leaves behind on it."""

from dataclasses import dataclass
from datetime import datetime

from db.tables.companies import Account


@dataclass(frozen=True)
class Credentials:
    """What a typed password is verified against; `account` is the key of the account's row."""

    account: int
    company_id: str
    account_id: str
    password_hash: str | None


async def load_credentials(company_id: str, account_id: str) -> Credentials | None:
    """Find an account that may log in; None when there is none, or it was stopped."""
    row = await (
        Account.select(Account.id, Account.password_hash)
        .where(
            Account.company == company_id,
            Account.account_id == account_id,
            Account.state == "active",
            Account.company.suspended_at.is_null(),
        )
        .first()
    )
    if row is None:
        return None
    return Credentials(row["id"], company_id, account_id, row["password_hash"])


async def note_login(credentials: Credentials, now: datetime) -> bool:
    """Note in the caller's transaction that the person logs in.

    False, and nothing noted, when the account was stopped or its password changed since the
    password was verified.
    """
    noted = (
        await Account.update({Account.last_login_at: now})
        .where(
            Account.id == credentials.account,
            Account.state == "active",
            Account.password_hash == credentials.password_hash,
        )
        .returning(Account.id)
    )
    return bool(noted)


async def store_rehash(credentials: Credentials, new_hash: str) -> None:
    """Replace a hash of old parameters, unless the password was changed since it was verified."""
    await Account.update({Account.password_hash: new_hash}).where(
        Account.id == credentials.account, Account.password_hash == credentials.password_hash
    )
