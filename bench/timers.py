"""5,000 reminders that fall due within one minute: how late each is, and the mails of them.

`python -m bench.timers TIMERS`, 5000 by default, on the stack of `TEST_SERVERS`. "None late by more
than the queue explains" is: the nth is no later than n by the rate at which they were done.
"""

import asyncio
import sys
from datetime import datetime, timedelta

import asyncpg

from bench.clones import Programs
from bench.pending import House
from bench.rows import Row, show
from rig.applications import now
from rig.servers import Servers, start_servers
from rig.waiting import until
from rig.whole.product import Product, running_product

TIMERS = 5_000
STARTED_A_SECOND = 15
"""At least so many workflows are started: the minute begins when all wait."""

MINUTE = timedelta(minutes=1)
PATIENCE = 3_600.0


def rows(timers: int = TIMERS) -> list[Row]:
    """Measure on servers of their own."""
    servers = start_servers()
    try:
        with running_product(servers) as product:
            return asyncio.run(_measure(product, servers, timers))
    finally:
        servers.stop()


async def _measure(product: Product, servers: Servers, timers: int) -> list[Row]:
    house = House(product, servers.migration_database_url, Programs())
    async with house.open():
        numbers = await house.clone(await house.asked(), range(timers))
        owner = await asyncpg.connect(house.owner)
        begins = now() + timedelta(seconds=30 + timers / STARTED_A_SECOND)
        await owner.execute(_FALL_DUE, begins, timers, numbers)
        await house.start_all(timers)
        if now() > begins:
            raise RuntimeError("the workflows were not started in time: the machine is too slow")

        async def all_have_gone() -> bool:
            return bool(await owner.fetchval(_ALL_HAVE_GONE, begins))

        await until(all_have_gone, "all reminders to be mailed", PATIENCE, between_looks=1)
        done = [(row["due_at"], row["done_at"]) for row in await owner.fetch(_DONE, begins)]
        mailed = await owner.fetchval(_LAST_MAIL, begins)
        await owner.close()
    return _told(done, begins, mailed)


def _told(done: list[tuple[datetime, datetime]], begins: datetime, mailed: datetime) -> list[Row]:
    """`done`: when each was due, and done, in the order in which they were due."""
    seconds = (max(at for _, at in done) - begins).total_seconds()
    late = sorted((at - due).total_seconds() for due, at in done)
    # By the queue alone the nth, due at n/timers of the minute, is done at n by the rate.
    queue = [n * (seconds - MINUTE.total_seconds()) / len(done) for n in range(1, len(done) + 1)]
    unexplained = max(a - max(0.0, b) for a, b in zip(late, queue, strict=True))
    what = f"{len(done):,} timers due in one minute"
    said = f"all done after {seconds:.0f} s, mailed after {(mailed - begins).total_seconds():.0f} s"
    return [
        Row(what, said, "", None, "all done"),
        Row(
            "the latest of them, and what the queue does not explain",
            f"{late[-1]:.1f} s, {max(0.0, unexplained):.1f} s",
            f"{max(0.0, queue[-1]):.1f} s by the queue",
            None,
            "0 s",
        ),
    ]


_FALL_DUE = """
    UPDATE due SET due_at = $1::timestamptz + nth_of_all * interval '1 minute' / $2::integer
    FROM (
        SELECT number, row_number() OVER (ORDER BY number) AS nth_of_all
        FROM unnest($3::text[]) AS number
    ) AS counted
    WHERE application = number AND purpose = 'approval' AND kind = 'reminder' AND nth = 1
"""
_ALL_HAVE_GONE = """
    SELECT NOT EXISTS (
        SELECT FROM due WHERE due_at BETWEEN $1 AND $1::timestamptz + interval '2 minutes'
            AND done_at IS NULL
    ) AND NOT EXISTS (SELECT FROM mail WHERE state = 'queued')
"""
_DONE = """
    SELECT due_at, done_at FROM due
    WHERE due_at BETWEEN $1 AND $1::timestamptz + interval '2 minutes' ORDER BY due_at
"""
_LAST_MAIL = "SELECT max(finished_at) FROM mail WHERE queued_at >= $1"


if __name__ == "__main__":
    show(rows(int(sys.argv[1]) if len(sys.argv) > 1 else TIMERS))
