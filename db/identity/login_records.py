"""Logins of a member's account and tries that failed, as its owner sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.tables.members import LoginRecord

SHOWN = 50
"""How many logins the history shows."""


@dataclass(frozen=True)
class Origin:
    """Where a login comes from.

    `browser`: browser and system in a few words, empty if unknown. `network`: its address.
    """

    browser: str
    network: str


Outcome = Literal["succeeded", "wrong_password", "wrong_code", "suspended"]


@dataclass(frozen=True)
class Login:
    """A login or a failed try."""

    at: datetime
    outcome: Outcome
    browser: str
    network: str


async def record_login(account: int, origin: Origin, now: datetime) -> None:
    """Add a login that succeeded, in the caller's transaction."""
    await LoginRecord.insert(
        LoginRecord(
            account=account,
            at=now,
            outcome="succeeded",
            browser=origin.browser,
            network=origin.network,
        )
    )


async def logged_in_from(login: tuple[str, ...], network: str) -> bool:
    """Whether this account was logged in to from this network, as far back as records go."""
    rows = await LoginRecord.raw(
        """
        SELECT EXISTS (
            SELECT FROM login_record JOIN account ON account.id = login_record.account
            WHERE account.company = {} AND account.account_id = {}
                AND login_record.network = {} AND login_record.outcome = 'succeeded'
        ) AS it_was
        """,
        *login,
        network,
    )
    return bool(rows[0]["it_was"])


async def record_failure(
    login: tuple[str, ...], outcome: Outcome, origin: Origin, now: datetime
) -> None:
    """Add a try that failed; for IDs that nobody has, the same statement adds nothing (S13)."""
    await LoginRecord.raw(
        """
        INSERT INTO login_record (account, at, outcome, browser, network)
        SELECT id, {}, {}, {}, {} FROM account WHERE company = {} AND account_id = {}
        """,
        now,
        outcome,
        origin.browser,
        origin.network,
        *login,
    )


async def latest_logins(account: int) -> Sequence[Login]:
    """The latest logins and failed tries of an account, the newest first; at most `SHOWN`."""
    rows = (
        await LoginRecord.select(
            LoginRecord.at, LoginRecord.outcome, LoginRecord.browser, LoginRecord.network
        )
        .where(LoginRecord.account == account)
        .order_by(LoginRecord.id, ascending=False)
        .limit(SHOWN)
    )
    return [Login(**row) for row in rows]
