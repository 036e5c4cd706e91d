"""What a login needs to know of an account, and leaves behind on it."""

from dataclasses import dataclass
from datetime import datetime

from piccolo.columns.combination import And, Where

from db.tables.companies import Account


@dataclass(frozen=True)
class Credentials:
    """What a typed password is verified against; `account` is the key of the account's row."""

    account: int
    company_id: str
    account_id: str
    password_hash: str | None


async def load_credentials(company_id: str, account_id: str) -> Credentials | None:
    """Find an account that may log in; None when there is none.

    Nor when it was stopped or is only invited, or its company is suspended or left the service.
    """
    return await _load((Account.company == company_id) & (Account.account_id == account_id))


async def load_credentials_of(account: int) -> Credentials | None:
    """Find an account by its row's key, if it may log in; else like `load_credentials`."""
    return await _load(Account.id == account)


async def hold_credentials(credentials: Credentials) -> bool:
    """Keep an account from changing until the caller's transaction ends.

    False when it was stopped or its password changed since the password was verified.
    """
    rows = await Account.raw(
        """
        SELECT FROM account WHERE id = {} AND state = 'active' AND password_hash = {} FOR UPDATE
        """,
        credentials.account,
        credentials.password_hash,
    )
    return bool(rows)


async def note_login(credentials: Credentials, now: datetime) -> bool:
    """Note in the caller's transaction that the person logs in.

    False, and nothing noted, when the account may not log in any more or its password changed
    since the password was verified.
    """
    rows = await Account.raw(
        """
        UPDATE account SET last_login_at = {} FROM company
        WHERE account.id = {} AND account.state = 'active' AND account.password_hash = {}
            AND company.company_id = account.company
            AND company.suspended_at IS NULL AND company.ended_at IS NULL
        RETURNING account.id
        """,
        now,
        credentials.account,
        credentials.password_hash,
    )
    return bool(rows)


async def store_rehash(credentials: Credentials, new_hash: str) -> None:
    """Replace a hash of old parameters, unless the password was changed since it was verified."""
    await Account.update({Account.password_hash: new_hash}).where(
        Account.id == credentials.account, Account.password_hash == credentials.password_hash
    )


async def _load(which: And | Where) -> Credentials | None:
    row = await (
        Account.select(
            Account.id,
            Account.company.company_id.as_alias("company_id"),
            Account.account_id,
            Account.password_hash,
        )
        .where(
            which,
            Account.state == "active",
            Account.company.suspended_at.is_null(),
            Account.company.ended_at.is_null(),
        )
        .first()
    )
    if row is None:
        return None
    return Credentials(row["id"], row["company_id"], row["account_id"], row["password_hash"])
