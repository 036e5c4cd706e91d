"""Login sessions: begun by a right password, found by the cookie, ended by logout or by time.

Only the SHA-256 of an identifier is stored, so a leak of the table logs nobody in (S16).
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from db import audit
from db.engine import transaction
from db.members.accounts import Credentials, note_login
from db.members.held_account import hold_all_accounts
from db.members.login_challenges import end_challenges_of
from db.members.login_records import Origin, record_login
from db.members.second_factors import account_owner
from db.tables.companies import LoginSession
from domain.tokens import token_hash

IDLE_LIMIT = timedelta(minutes=30)
"""A session ends when nothing was asked for so long (S17, ASVS 7.3.1)."""

ABSOLUTE_LIMIT = timedelta(hours=12)
"""A session ends so long after the login, whatever happened meanwhile (S17, ASVS 7.3.2)."""


@dataclass(frozen=True)
class Member:
    """Who is logged in.

    `account`: the key of the account's row. `session_ends_at`: when the session ends if nothing
    more is asked for, UTC.
    """

    account: int
    company_id: str
    company_name: str
    account_id: str
    role: str
    person_name: str
    logged_in_at: datetime
    session_ends_at: datetime


async def begin(
    credentials: Credentials, origin: Origin, *, replaces: str | None, now: datetime
) -> str | None:
    """Begin a session and give its identifier: 256 random bits, 43 characters.

    `replaces` is the identifier that the browser sent, of whoever was logged in there; it is
    ended (S16). None, and nothing begun, when the account changed since it was verified.
    """
    identifier = secrets.token_urlsafe(32)
    async with transaction():
        if not await note_login(credentials, now):
            return None
        await _tidy(credentials.account, replaces, now)
        await LoginSession.insert(
            LoginSession(
                token_hash=token_hash(identifier),
                account=credentials.account,
                created_at=now,
                last_seen_at=now,
                browser=origin.browser,
                network=origin.network,
            )
        )
        await record_login(credentials.account, origin, now)
        await audit.record(
            "member:session:begin",
            now,
            company_id=credentials.company_id,
            account_id=credentials.account_id,
        )
    return identifier


async def find(identifier: str, now: datetime) -> Member | None:
    """Find who is logged in, and note that they were seen.

    None for an identifier that was never given out; and one whose time is over, whose account
    was stopped, or whose company was suspended or left, is removed, so that it never works again.
    """
    rows = await LoginSession.raw(
        """
        UPDATE login_session SET last_seen_at = greatest(last_seen_at, {})
        FROM account JOIN company ON company.company_id = account.company
        WHERE token_hash = {} AND account.id = login_session.account AND account.state = 'active'
          AND company.suspended_at IS NULL AND company.ended_at IS NULL
          AND login_session.last_seen_at > {} AND login_session.created_at > {}
        RETURNING account.id AS account, company.company_id, company.name AS company_name,
            account.account_id, account.role, account.person_name,
            login_session.created_at AS logged_in_at
        """,
        now,
        token_hash(identifier),
        now - IDLE_LIMIT,
        now - ABSOLUTE_LIMIT,
    )
    if not rows:
        await LoginSession.delete().where(LoginSession.token_hash == token_hash(identifier))
        return None
    row = rows[0]
    ends_at = min(now + IDLE_LIMIT, row["logged_in_at"] + ABSOLUTE_LIMIT)
    return Member(**row, session_ends_at=ends_at)


async def end(identifier: str, now: datetime) -> None:
    """End a session because its owner logs out; nothing changes if it is over already."""
    async with transaction():
        rows = await LoginSession.raw(
            """
            DELETE FROM login_session USING account
            WHERE token_hash = {} AND account.id = login_session.account
            RETURNING account.company, account.account_id
            """,
            token_hash(identifier),
        )
        for row in rows:
            await audit.record(
                "member:session:end",
                now,
                company_id=row["company"],
                account_id=row["account_id"],
            )


async def end_sessions_of(account: int, *, but: str | None = None) -> int:
    """Log an account out everywhere, in the caller's transaction; gives how many sessions ended.

    For an account that is stopped or deleted, and one whose password changes (S17): then `but` is
    the identifier of the session that may go on. Logins that wait for their code end as well.
    """
    ended = (
        await LoginSession.delete()
        .where(LoginSession.account == account, LoginSession.token_hash != token_hash(but or ""))
        .returning(LoginSession.token_hash)
    )
    await end_challenges_of(account_owner(account))
    return len(ended)


async def end_sessions_of_company(company_id: str) -> None:
    """Log everybody of a company out, in the caller's transaction."""
    await hold_all_accounts(company_id)
    await LoginSession.raw(
        """
        DELETE FROM login_session USING account
        WHERE account.id = login_session.account AND account.company = {}
        """,
        company_id,
    )


async def previous_login(member: Member) -> datetime | None:
    """When this account logged in before the present session; None if it never did."""
    rows = await LoginSession.raw(
        """
        SELECT at FROM audit_event
        WHERE company_id = {} AND account_id = {} AND tag = 'member:session:begin' AND at < {}
        ORDER BY id DESC LIMIT 1
        """,
        member.company_id,
        member.account_id,
        member.logged_in_at,
    )
    return rows[0]["at"] if rows else None


async def _tidy(account: int, replaces: str | None, now: datetime) -> None:
    """Remove what the browser was logged in as, and sessions of this account that are over."""
    await LoginSession.raw(
        """
        DELETE FROM login_session
        WHERE token_hash = {} OR (account = {} AND (last_seen_at <= {} OR created_at <= {}))
        """,
        token_hash(replaces or ""),
        account,
        now - IDLE_LIMIT,
        now - ABSOLUTE_LIMIT,
    )
