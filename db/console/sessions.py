"""Sessions of the console: begun by a login, found by the cookie, ended by logout or by time.

Only the SHA-256 of an identifier is stored, so a leak of the table logs nobody in (S16).
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from db import audit
from db.engine import transaction
from db.tables.administration import AdministratorSession
from domain.console_roles import Permission, may
from domain.tokens import token_hash

IDLE_LIMIT = timedelta(minutes=30)
"""A session ends when nothing was asked for so long (S17, ASVS 7.3.1)."""

ABSOLUTE_LIMIT = timedelta(hours=12)
"""A session ends so long after the login, whatever happened meanwhile (S17, ASVS 7.3.2)."""


class FirstStep(StrEnum):
    """What a person is still to do before anything of the console opens (S21)."""

    PASSWORD = "password"  # noqa: S105 -- the name of a step
    SECOND_FACTOR = "second-factor"


@dataclass(frozen=True)
class Staff:
    """Who is logged in to the console; `administrator` is the key of the person's row.

    `session_ends_at`: when the session ends if nothing more is asked for, UTC. `first_step`: what
    comes first; None for a login that is set up.
    """

    administrator: int
    mail_address: str
    person_name: str
    role: str
    session_ends_at: datetime
    first_step: FirstStep | None = None

    def may(self, permission: Permission) -> bool:
        """Whether the person's role has a permission."""
        return may(self.role, permission)


async def begin(administrator: int, *, replaces: str, now: datetime) -> str:
    """Begin a session, in the caller's transaction; gives its identifier: 256 random bits.

    `replaces` is the identifier that the browser sent, of whoever was logged in there; it is
    ended (S16), and so are sessions of this person that are over.
    """
    await AdministratorSession.raw(
        """
        DELETE FROM administrator_session
        WHERE token_hash = {} OR (administrator = {} AND (last_seen_at <= {} OR created_at <= {}))
        """,
        token_hash(replaces),
        administrator,
        now - IDLE_LIMIT,
        now - ABSOLUTE_LIMIT,
    )
    identifier = secrets.token_urlsafe(32)
    await AdministratorSession.insert(
        AdministratorSession(
            token_hash=token_hash(identifier),
            administrator=administrator,
            created_at=now,
            last_seen_at=now,
        )
    )
    await audit.record("administrator:session:begin", now, administrator=administrator)
    return identifier


async def find(identifier: str, now: datetime) -> Staff | None:
    """Find who is logged in, and note that they were seen.

    None for an identifier that was never given out; and one whose time is over, or whose person
    was stopped, is removed, so that it never works again.
    """
    rows = await AdministratorSession.raw(
        """
        UPDATE administrator_session AS session SET last_seen_at = greatest(last_seen_at, {})
        FROM administrator AS person LEFT JOIN second_factor AS factor
            ON factor.owner = 'administrator:' || person.id AND factor.confirmed_at IS NOT NULL
        WHERE token_hash = {} AND person.id = session.administrator AND person.state = 'active'
          AND session.last_seen_at > {} AND session.created_at > {}
        RETURNING person.id, person.mail_address, person.person_name, person.role,
            person.password_is_first, factor.owner IS NULL AS has_no_factor, session.created_at
        """,
        now,
        token_hash(identifier),
        now - IDLE_LIMIT,
        now - ABSOLUTE_LIMIT,
    )
    if not rows:
        await _forget(identifier)
        return None
    (row,) = rows
    return Staff(
        administrator=row["id"],
        mail_address=row["mail_address"],
        person_name=row["person_name"],
        role=row["role"],
        session_ends_at=min(now + IDLE_LIMIT, row["created_at"] + ABSOLUTE_LIMIT),
        first_step=_first_step(
            password_is_first=row["password_is_first"], has_no_factor=row["has_no_factor"]
        ),
    )


async def end(identifier: str, now: datetime) -> None:
    """End a session because its owner logs out; nothing changes if it is over already."""
    async with transaction():
        for administrator in await _forget(identifier):
            await audit.record("administrator:session:end", now, administrator=administrator)


async def end_sessions_of(administrator: int, *, but: str = "") -> None:
    """End every session of a person but that of this identifier, in the caller's transaction."""
    await AdministratorSession.delete().where(
        AdministratorSession.administrator == administrator,
        AdministratorSession.token_hash != token_hash(but),
    )


async def rotate(identifier: str) -> str:
    """Give a session another identifier, since what it may do has changed (S16).

    In the caller's transaction. For a session that ended meanwhile the new one opens nothing.
    """
    renewed = secrets.token_urlsafe(32)
    await AdministratorSession.update({AdministratorSession.token_hash: token_hash(renewed)}).where(
        AdministratorSession.token_hash == token_hash(identifier)
    )
    return renewed


async def _forget(identifier: str) -> list[int]:
    """Remove a session, and tell whose it was, if anybody's."""
    rows = (
        await AdministratorSession.delete()
        .where(AdministratorSession.token_hash == token_hash(identifier))
        .returning(AdministratorSession.administrator)
    )
    return [row["administrator"] for row in rows]


def _first_step(*, password_is_first: bool, has_no_factor: bool) -> FirstStep | None:
    if password_is_first:
        return FirstStep.PASSWORD
    return FirstStep.SECOND_FACTOR if has_no_factor else None
