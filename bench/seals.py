"""The seals of the audit log: what an act pays for them, and how long a million take.

`python -m bench.seals [EVENTS]`: acts of 20 at once, sealed meanwhile by a worker, beside acts that
add to the chain themselves, each waiting for the one before; then the log is filled, sealed and
verified, by `inforex audit verify` and by the auditor.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from statistics import median

from auditor.seals import breaches_of_seals
from bench.rows import Row, show
from clock import utc_now
from db import audit
from db.audit_seals import seal_events, verify
from db.engine import bare_connection, database, transaction
from db.migrate import migrate
from db.tables.operation import AuditEvent
from domain.audit_tags import AuditTag
from relay.sealing import Sealer
from rig.servers import start_postgres

EVENTS = 1_000_000
KEYS = (b"k" * 40,)
ACTS, AT_ONCE, ROUNDS = 2_000, 20, 5
_CHAINED = "SELECT max(event) FROM event_seal, pg_advisory_xact_lock(4) AS alone"


def rows(events: int = EVENTS) -> list[Row]:
    """Measure on a PostgreSQL of its own."""
    with start_postgres() as url:
        return asyncio.run(_measure(url, events))


async def _measure(url: str, events: int) -> list[Row]:
    await migrate(url, url)
    async with database(url, statement_timeout=600):
        ours, bare = [], []
        for _ in range(ROUNDS):
            ours.append(await _acts_a_second(_act))
            bare.append(await _acts_a_second(_chained_act))
        await AuditEvent.raw(
            "INSERT INTO audit_event (at, tag, application_number, details) SELECT now(),"
            " 'workflow:ids:issue', '261129-000001-5', jsonb_build_object('stage', 'invited')"
            " FROM generate_series(1, {})",
            events,
        )
        sealed = await _seconds(lambda: seal_events(KEYS, 2**62))
        verified = await _seconds(lambda: verify(KEYS))
        audited = await _seconds(_audited)
    faster = median(ours) / median(bare)
    return [
        Row(
            "events a second, 20 acts at once (bare: each adds to the chain itself)",
            f"{median(ours):,.0f}",
            f"{median(bare):,.0f}",
            faster,
            "",
        ),
        Row(
            f"{events:,} events sealed, s (of which this program's processor)", sealed, "", None, ""
        ),
        Row("… verified (bare: by the auditor)", verified, audited, None, ""),
    ]


async def _acts_a_second(act: Callable[[], Awaitable[None]]) -> float:
    places = asyncio.Semaphore(AT_ONCE)
    over = asyncio.Event()
    sealing = asyncio.create_task(_keep_sealing(over))

    async def one() -> None:
        async with places:
            await act()

    began = time.perf_counter()
    await asyncio.gather(*[one() for _ in range(ACTS)])
    took = time.perf_counter() - began
    over.set()
    await sealing
    return ACTS / took


async def _keep_sealing(over: asyncio.Event) -> None:
    """As a worker does, but ever again."""
    sealer = Sealer(KEYS)
    while not over.is_set():
        await sealer.seal()
        await asyncio.sleep(0.1)


async def _act() -> None:
    async with transaction():
        await audit.record(AuditTag.WORKFLOW_APPLICATION_PURGE, utc_now(), generation=1)


async def _chained_act() -> None:
    """The least that a chain from act to act takes: the last is waited for, until the commit."""
    async with transaction():
        await AuditEvent.raw(_CHAINED)
        await audit.record(AuditTag.WORKFLOW_APPLICATION_PURGE, utc_now(), generation=1)


async def _audited() -> None:
    async with bare_connection() as connection:
        assert await breaches_of_seals(connection, KEYS) == []


async def _seconds(doing: Callable[[], Awaitable[object]]) -> str:
    began, used = time.perf_counter(), time.process_time()
    await doing()
    return f"{time.perf_counter() - began:.0f} ({time.process_time() - used:.0f})"


if __name__ == "__main__":
    show(rows(*map(int, sys.argv[1:])))
