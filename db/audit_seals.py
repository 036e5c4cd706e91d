"""The seals of the audit log's events: made, and looked at again (S42; `domain/event_seals.py`).

The database only stores: digests and HMACs are computed here, so the key never gets there. Nothing
goes by the application's clocks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from db import audit
from db.engine import transaction
from db.tables.operation import AuditEvent, EventSeal
from domain.audit_tags import AuditTag
from domain.event_seals import Chain, Fault, Head, Seal, is_ours, seal_event

AT_ONCE = 2_000
"""So many events are sealed, or looked at, by one statement: some hundredths of a second."""

MOST_TOLD = 20
"""So many faults are told, the first; who has more has one trouble, not a hundred."""

_BEFORE_ALL, _AFTER_ALL = -(2**63), 2**63 - 1

# Independent of the settings of whoever asks: no date style, no time zone. A new column of
# audit_event is added by another statement for the events from then on, and this one stays.
_CONTENT = """jsonb_build_array(
    id, at AT TIME ZONE 'UTC', tag, application_number, company_id, account_id, details
)::text"""
_TO_SEAL = f"""
    SELECT id, {_CONTENT} AS content FROM audit_event
    WHERE id > {{}} AND id <= {{}} ORDER BY id LIMIT {AT_ONCE}
"""  # noqa: S608 -- constants of this file
_SEAL = """
    INSERT INTO event_seal (event, before, digest, key, mac)
    SELECT * FROM unnest({}::bigint[], {}::bigint[], {}::bytea[], {}::text[], {}::bytea[])
"""
_TO_VERIFY = f"""
    WITH seal AS (SELECT * FROM event_seal WHERE event > {{}} ORDER BY event LIMIT {AT_ONCE}),
    known AS (
        SELECT id, {_CONTENT} AS content FROM audit_event
        WHERE id > {{}} AND id <= (SELECT max(event) FROM seal)
    )
    SELECT coalesce(id, event) AS at_event, content, seal.*
    FROM known FULL JOIN seal ON event = id ORDER BY at_event
"""  # noqa: S608 -- constants of this file


class NotOurSealError(Exception):
    """The last seal was made by none of our keys, so nothing is built upon it; names its event."""


async def seal_events(keys: Sequence[bytes], through: int) -> int:
    """Seal all events up to this one under the first key; gives how many.

    However many processes do so at once, each event is sealed once. Nothing may come up to
    `through` any more (`Completed`). Raises `NotOurSealError`.
    """
    sealed = 0
    while count := await _seal_some(keys, through):
        sealed += count
    return sealed


async def _seal_some(keys: Sequence[bytes], through: int) -> int:
    async with transaction():
        await _one_at_a_time()
        last = await _last_seal()
        if last is not None and not is_ours(keys, last):
            raise NotOurSealError(last.event)
        after = _BEFORE_ALL if last is None else last.event
        seals = []
        for row in await AuditEvent.raw(_TO_SEAL, after, through):
            last = seal_event(keys[0], last, row["id"], row["content"])
            seals.append(last)
        await _keep(seals)
    return len(seals)


async def resume_seals(keys: Sequence[bytes], now: datetime) -> bool:
    """Seal the next event although none of the keys made the last seal; False where one did.

    For keys that were lost: what they sealed cannot be checked any more.
    """
    async with transaction():
        await _one_at_a_time()
        last = await _last_seal()
        if last is None or is_ours(keys, last):
            return False
        await audit.record(AuditTag.OPERATOR_SEALS_RESUME, now, after=last.event)
        row = (await AuditEvent.raw(_TO_SEAL, last.event, _AFTER_ALL))[0]
        await _keep([seal_event(keys[0], last, row["id"], row["content"])])
    return True


async def _one_at_a_time() -> None:
    await EventSeal.raw("SELECT pg_advisory_xact_lock(hashtextextended('event_seal', 4))")


async def _keep(seals: Sequence[Seal]) -> None:
    if seals:
        await EventSeal.raw(
            _SEAL,
            [seal.event for seal in seals],
            [seal.before for seal in seals],
            [seal.digest for seal in seals],
            [seal.key for seal in seals],
            [seal.mac for seal in seals],
        )


class Completed:
    """Up to which event the log is complete; one for each process that seals.

    Ids are given before their transactions commit, so a late event may have a lower id than those
    that are seen. But what has a lower id than the newest that one look sees belongs to a
    transaction that has its number by the next look, and that is over once all are that have a
    lower number than this look's own.
    """

    def __init__(self) -> None:
        self._newest: int | None = None
        self._awaited: list[tuple[int, int]] = []

    async def through(self) -> int | None:
        """Look again; None while nothing is complete that was not before."""
        (now,) = await AuditEvent.raw(
            """
            SELECT (SELECT max(id) FROM audit_event) AS newest,
                pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest,
                pg_current_xact_id()::text::bigint AS own
            """
        )
        if self._newest is not None:
            self._awaited.append((self._newest, now["own"]))
        self._newest = now["newest"]
        done = [event for event, number in self._awaited if number <= now["oldest"]]
        self._awaited = [each for each in self._awaited if each[1] > now["oldest"]]
        return max(done, default=None)


@dataclass(frozen=True)
class Broken:
    """An event that is not as it was sealed; of one that is there, when it was and what."""

    event: int
    fault: Fault
    at: datetime | None
    tag: str | None


@dataclass(frozen=True)
class Verified:
    """How the events are compared with their seals.

    `sealed`: how many seals there are. `unchecked`: how many of them, the first, are of keys that
    are gone. `waiting`: how many events have none yet. `head`: what to keep elsewhere (`Head`), and
    the time of its event. `broken`: the first that are at fault, of `faults` in all.
    """

    sealed: int
    unchecked: int
    waiting: int
    head: str | None
    head_at: datetime | None
    faults: int
    broken: tuple[Broken, ...]


async def verify(keys: Sequence[bytes]) -> Verified:
    """Compare every sealed event with its seal, and every seal with the one before."""
    chain, faults, after = Chain(keys), 0, _BEFORE_ALL
    found: list[tuple[int, Fault]] = []
    while rows := await EventSeal.raw(_TO_VERIFY, after, after):
        for fault in _faults(chain, rows):
            faults += 1
            if len(found) < MOST_TOLD:
                found.append(fault)
        after = rows[-1]["at_event"]
    if chain.last is not None and chain.unchecked == chain.sealed:
        faults, found = faults + 1, [*found, (chain.last.event, Fault.FORGED)]
    last = chain.last
    known = {} if last is None else await _known([last.event])
    return Verified(
        sealed=chain.sealed,
        unchecked=chain.unchecked,
        waiting=await AuditEvent.count().where(AuditEvent.id > after),
        head=None if last is None else str(_head_of(last)),
        head_at=None if last is None or last.event not in known else known[last.event][0],
        faults=faults,
        broken=await _told(found),
    )


def _faults(chain: Chain, rows: Iterable[dict[str, Any]]) -> Iterable[tuple[int, Fault]]:
    for row in rows:
        seal = None if row["event"] is None else _seal_of(row)
        fault = chain.pass_by(row["at_event"], row["content"], seal)
        if fault is not None:
            yield fault


async def _told(found: Sequence[tuple[int, Fault]]) -> tuple[Broken, ...]:
    known = await _known([event for event, _ in found])
    return tuple(Broken(event, fault, *known.get(event, (None, None))) for event, fault in found)


async def _known(events: Sequence[int]) -> dict[int, tuple[datetime, str]]:
    rows = await AuditEvent.raw(
        "SELECT id, at, tag FROM audit_event WHERE id = ANY({}::bigint[])", list(events)
    )
    return {row["id"]: (row["at"], row["tag"]) for row in rows}


async def _last_seal() -> Seal | None:
    rows = await EventSeal.raw("SELECT * FROM event_seal ORDER BY event DESC LIMIT 1")
    return _seal_of(rows[0]) if rows else None


def _seal_of(row: dict[str, Any]) -> Seal:
    return Seal(row["event"], row["before"], row["digest"], row["key"], row["mac"])


def _head_of(seal: Seal) -> Head:
    return Head(seal.event, seal.digest)


async def newest_head() -> Head | None:
    """What is to be kept where the database's owner cannot change it; None before the first."""
    last = await _last_seal()
    return None if last is None else _head_of(last)


async def seals_by_key() -> dict[str, int]:
    """How many seals each key made, by its name."""
    rows = await EventSeal.raw("SELECT key, count(*) FROM event_seal GROUP BY key")
    return {row["key"]: row["count"] for row in rows}


class Place(StrEnum):
    """Where a head that was kept elsewhere stands in the chain.

    `RESTORED`: its event was lost when the database was restored to an earlier moment. `YOUNGER`:
    nothing in the log is so young, and it knows of no restore since. `REMOVED`: others are.
    """

    STANDS = "stands"
    OTHER = "other"
    RESTORED = "restored"
    YOUNGER = "younger"
    REMOVED = "removed"


@dataclass(frozen=True)
class Placed:
    """Where a head stands; `at`: when its event was, or, if that was lost, the restore."""

    place: Place
    at: datetime | None = None


async def place_of(head: Head) -> Placed:
    """Look whether the past is still the one that a head stands for."""
    (row,) = await EventSeal.raw(
        """
        SELECT seal.digest, own.at, restore.at AS restored_at, newest.id AS newest
        FROM (SELECT {}::bigint AS event) AS asked
        LEFT JOIN event_seal AS seal USING (event)
        LEFT JOIN audit_event AS own ON own.id = asked.event
        LEFT JOIN LATERAL (
            SELECT at FROM audit_event
            WHERE tag = {} AND id > asked.event AND asked.event > coalesce(
                (details ->> 'after')::bigint,
                (SELECT max(one.id) FROM audit_event AS one WHERE one.id < audit_event.id)
            )
            ORDER BY id LIMIT 1
        ) AS restore ON true
        CROSS JOIN (SELECT max(id) AS id FROM audit_event) AS newest
        """,
        head.event,
        AuditTag.OPERATOR_DATABASE_RESTORE.value,
    )
    if row["digest"] is not None:
        return Placed(Place.STANDS if row["digest"] == head.digest else Place.OTHER, row["at"])
    if row["restored_at"] is not None:
        return Placed(Place.RESTORED, row["restored_at"])
    newest = row["newest"]
    return Placed(Place.YOUNGER if newest is None or newest < head.event else Place.REMOVED)
