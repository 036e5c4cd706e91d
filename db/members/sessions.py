"""The member who is logged in, and sessions as members see and end them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db import audit
from db.engine import transaction
from db.identity.sessions import end_sessions_of, note_seen
from db.members.account_facts import lock_accounts, lock_all_accounts
from db.tables.companies import LoginSession
from domain.audit_tags import AuditTag
from domain.companies.deputies import manages
from domain.logins import MEMBERS, Principal
from domain.tokens import token_hash


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
    def manages(self) -> bool:
        """Whether this is an ID manager of the company, 主担当 or a deputy."""
        return manages(self.role)

    @property
    def is_principal(self) -> bool:
        """Whether this is 主担当."""
        return self.role == "id_manager"

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
    await lock_all_accounts(company_id)
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


@dataclass(frozen=True)
class OwnSession:
    """One session; `key` names its row and logs nobody in. `here`: it is the one that asks."""

    key: str
    browser: str
    network: str
    logged_in_at: datetime
    last_seen_at: datetime
    here: bool


async def own_sessions(member: Member, identifier: str, now: datetime) -> Sequence[OwnSession]:
    """The live sessions of the member, that of this identifier first, then the latest used."""
    rows = await LoginSession.raw(
        """
        SELECT token_hash AS key, browser, network, created_at AS logged_in_at, last_seen_at,
            token_hash = {} AS here
        FROM login_session WHERE account = {} AND last_seen_at > {} AND created_at > {}
        ORDER BY here DESC, last_seen_at DESC
        """,
        token_hash(identifier),
        member.account,
        now - MEMBERS.idle_limit,
        now - MEMBERS.absolute_limit,
    )
    return [OwnSession(**row) for row in rows]


async def end_own_session(member: Member, key: str, now: datetime) -> None:
    """End one of the member's sessions; nothing changes if it is over, or another's."""
    async with transaction():
        ended = (
            await LoginSession.delete()
            .where(LoginSession.token_hash == key, LoginSession.account == member.account)
            .returning(LoginSession.token_hash)
        )
        await _note_ended(member, len(ended), now)


async def end_other_sessions(member: Member, identifier: str, now: datetime) -> None:
    """End all of the member's sessions but that of this identifier."""
    async with transaction():
        await lock_accounts([member.account])
        await _note_ended(
            member, await end_sessions_of(MEMBERS, member.account, but=identifier), now
        )


async def _note_ended(member: Member, number: int, now: datetime) -> None:
    if number:
        await audit.record(
            AuditTag.MEMBER_SESSION_END_ELSEWHERE,
            now,
            company_id=member.company_id,
            account_id=member.account_id,
            number=number,
        )
