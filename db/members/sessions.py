"""The member who is logged in, and what ends the sessions of a whole company."""

from dataclasses import dataclass
from datetime import datetime

from db.identity.sessions import note_seen
from db.members.held_account import hold_all_accounts
from db.tables.companies import LoginSession
from domain.logins import MEMBERS, Principal


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

    @property
    def principal(self) -> Principal:
        """Whose login it is."""
        return Principal(MEMBERS, self.account, (self.company_id, self.account_id))


async def find(identifier: str, now: datetime) -> Member | None:
    """Find who is logged in, and note that they were seen.

    None for an identifier that was never given out; and one whose time is over, whose account
    was stopped, or whose company was suspended or left, is removed, so that it never works again.
    """
    row = await note_seen(
        MEMBERS,
        identifier,
        now,
        people="account AS person JOIN company ON company.company_id = person.company",
        columns="person.id AS account, company.company_id, company.name AS company_name,"
        " person.account_id, person.role, person.person_name",
    )
    return Member(**row) if row else None


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
