"""Sessions: begun by a login, found by the cookie, ended by logout or by time.

Only the SHA-256 of an identifier is stored, so a leak of the table logs nobody in (S16).
"""

import secrets
from datetime import datetime
from typing import Any

from db.engine import transaction
from db.identity.challenges import end_challenges_of
from db.identity.credentials import Credentials, note_login, record_event, records_of
from db.identity.login_records import Origin, record_login
from domain.logins import LoginKind, Principal
from domain.tokens import token_hash


async def begin(
    credentials: Credentials, origin: Origin, *, replaces: str | None, now: datetime
) -> str | None:
    """Begin a session and give its identifier: 256 random bits, 43 characters.

    `replaces` is the identifier that the browser sent, of whoever was logged in there; it is
    ended (S16). None, and nothing begun, when the person changed since the password was verified.
    """
    kind, key = credentials.kind, credentials.key
    records, identifier = records_of(kind), secrets.token_urlsafe(32)
    columns: dict[str, Any] = {kind.name: key, "created_at": now, "last_seen_at": now}
    if kind.keeps_history:
        columns |= {"browser": origin.browser, "network": origin.network}
    async with transaction():
        if not await note_login(credentials, now):
            return None
        await _tidy(kind, key, replaces, now)
        await records.sessions.insert(
            records.sessions(token_hash=token_hash(identifier), **columns)
        )
        if kind.keeps_history:
            await record_login(key, origin, now)
        await record_event("session", "begin", credentials, now)
    return identifier


async def note_seen(
    kind: LoginKind, identifier: str, now: datetime, *, people: str, columns: str
) -> dict[str, Any] | None:
    """Note that a session's owner was seen, and read who that is.

    `people`: what is read, as SQL, in which the table of the kind is called `person`; `columns`:
    what of it. `session_ends_at` besides: when the session ends if nothing more is asked for, and
    `logged_in_at`. None for an identifier that was never given out; and one whose time is over, or
    whose owner may not log in any more, is removed, so that it never works again.
    """
    records = records_of(kind)
    rows = await records.sessions.raw(
        f"""
        UPDATE {_table(kind)} AS session SET last_seen_at = greatest(session.last_seen_at, {{}})
        FROM {people}
        WHERE session.token_hash = {{}} AND person.id = session.{kind.name}
            AND {records.may_log_in}
            AND session.last_seen_at > {{}} AND session.created_at > {{}}
        RETURNING {columns}, session.created_at AS logged_in_at
        """,  # noqa: S608 -- constants of the product
        now,
        token_hash(identifier),
        now - kind.idle_limit,
        now - kind.absolute_limit,
    )
    if not rows:
        await _forget(kind, identifier)
        return None
    row: dict[str, Any] = rows[0]
    over = row["logged_in_at"] + kind.absolute_limit
    return row | {"session_ends_at": min(now + kind.idle_limit, over)}


async def end(kind: LoginKind, identifier: str, now: datetime) -> None:
    """End a session because its owner logs out; nothing changes if it is over already."""
    async with transaction():
        for owner in await _forget(kind, identifier):
            await record_event("session", "end", owner, now)


async def end_sessions_of(kind: LoginKind, key: int, *, but: str | None = None) -> int:
    """Log a person out everywhere, in the caller's transaction; gives how many sessions ended.

    For one who is stopped or deleted, and one whose password changes (S17): then `but` is the
    identifier of the session that may go on. Logins that wait for their code end as well.
    """
    ended = await records_of(kind).sessions.raw(
        f"DELETE FROM {_table(kind)} WHERE {kind.name} = {{}} AND token_hash != {{}}"  # noqa: S608 -- constants of the product
        " RETURNING token_hash",
        key,
        token_hash(but or ""),
    )
    await end_challenges_of(kind.owner(key))
    return len(ended)


async def rotate(kind: LoginKind, identifier: str) -> str:
    """Give a session another identifier, since what it may do has changed (S16).

    In the caller's transaction. For a session that ended meanwhile the new one opens nothing.
    """
    renewed = secrets.token_urlsafe(32)
    await records_of(kind).sessions.raw(
        f"UPDATE {_table(kind)} SET token_hash = {{}} WHERE token_hash = {{}}",  # noqa: S608 -- constants of the product
        token_hash(renewed),
        token_hash(identifier),
    )
    return renewed


async def _tidy(kind: LoginKind, key: int, replaces: str | None, now: datetime) -> None:
    """Remove what the browser was logged in as, and sessions of this person that are over."""
    await records_of(kind).sessions.raw(
        f"""
        DELETE FROM {_table(kind)} WHERE token_hash = {{}}
            OR ({kind.name} = {{}} AND (last_seen_at <= {{}} OR created_at <= {{}}))
        """,  # noqa: S608 -- constants of the product
        token_hash(replaces or ""),
        key,
        now - kind.idle_limit,
        now - kind.absolute_limit,
    )


async def _forget(kind: LoginKind, identifier: str) -> list[Principal]:
    """Remove a session, and tell whose it was, if anybody's."""
    records = records_of(kind)
    rows = await records.sessions.raw(
        f"""
        DELETE FROM {_table(kind)} AS session USING {kind.name} AS person
        WHERE session.token_hash = {{}} AND person.id = session.{kind.name}
        RETURNING person.id, {", ".join(f"person.{name}" for name in records.login)}
        """,  # noqa: S608 -- constants of the product
        token_hash(identifier),
    )
    return [Principal(kind, row["id"], tuple(row[name] for name in records.login)) for row in rows]


def _table(kind: LoginKind) -> str:
    return records_of(kind).sessions._meta.tablename  # noqa: SLF001 -- Piccolo's own way to ask
