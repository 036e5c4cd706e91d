"""The sessions of a member, as the member sees and ends them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db import audit
from db.engine import transaction
from db.identity.sessions import end_sessions_of
from db.members.held_account import hold_accounts
from db.members.sessions import Member
from db.tables.companies import LoginSession
from domain.logins import MEMBERS
from domain.tokens import token_hash


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
        await hold_accounts([member.account])
        await _note_ended(
            member, await end_sessions_of(MEMBERS, member.account, but=identifier), now
        )


async def _note_ended(member: Member, number: int, now: datetime) -> None:
    if number:
        await audit.record(
            "member:session:end_elsewhere",
            now,
            company_id=member.company_id,
            account_id=member.account_id,
            number=number,
        )
