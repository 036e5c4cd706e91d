"""What an approval costs beside thousands of pending applications, and the room that each takes.

`python -m bench.pending PENDING…`, 1000 and 10000 by default, on the stack of `TEST_SERVERS`.
The pending are copies of one whose contact is asked; their workflows wait, started as after a loss
of Temporal. A second installation in which nothing is pending does the same approvals by turns.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from statistics import median

import asyncpg
from temporalio.client import Client

from bench.clones import Programs, clone, start_all
from bench.rows import Row, show
from db.engine import database
from db.tables.operation import Mail
from relay.delivery import Relay
from rig.applications import Applications, another_form, now
from rig.servers import start_servers
from rig.waiting import until
from rig.whole.product import Product, running_product
from settings import Settings

PENDING = (1_000, 10_000)
TURNS, APPROVALS = 8, 5
"""Approvals of a turn, now beside the pending, now beside none."""

MEGABYTE = 1_000_000


def rows(pending: tuple[int, ...] = PENDING) -> list[Row]:
    """Measure on servers of their own, beside a second installation in which nothing is pending."""
    with ExitStack() as running:
        crowded = running.enter_context(_house())
        empty = running.enter_context(_house())
        return asyncio.run(_measure(crowded, empty, pending))


@contextmanager
def _house() -> Iterator["House"]:
    known = set(Programs().running)
    servers = start_servers()
    try:
        with running_product(servers) as product:
            programs = [each for each in Programs().running if each not in known]
            yield House(product, servers.migration_database_url, Programs(programs))
    finally:
        servers.stop()


async def _measure(crowded: "House", empty: "House", pending: tuple[int, ...]) -> list[Row]:
    for house in (crowded, empty):
        async with house.open():
            await house.approval(), await house.approval()
    async with crowded.open():
        number = await crowded.asked()
        size = await crowded.bytes()
    measured, there = [], 0
    for count in pending:
        async with crowded.open():
            numbers = await crowded.clone(number, range(there, count))
            seconds = await crowded.start_all(count)
        there += len(numbers)
        measured += [*await _cost(count, crowded, empty), _room(count, seconds, crowded.programs)]
    async with crowded.open():
        postgres, temporal = (
            (after - before) / there
            for after, before in zip(await crowded.bytes(), size, strict=True)
        )
    one = f"{postgres / 1000:.1f} kB and {temporal / 1000:.1f} kB"
    return [*measured, Row("bytes of one, in PostgreSQL and in Temporal", one, "", None, "")]


async def _cost(count: int, crowded: "House", empty: "House") -> list[Row]:
    """By turns, so that whatever else the machine does is the same for both."""
    beside_many: list[float] = []
    beside_none: list[float] = []
    for _ in range(TURNS):
        for house, taken in ((crowded, beside_many), (empty, beside_none)):
            async with house.open():
                taken += [await house.approval() for _ in range(APPROVALS)]
    many, none = median(beside_many), median(beside_none)
    what = f"an approval beside {count:,} pending, ms (bare: beside none)"
    return [Row(what, f"{many:.0f}", f"{none:.0f}", many / none, "≤ 1.10")]


def _room(count: int, seconds: float, programs: Programs) -> Row:
    worker = programs.memory_of("worker.py") / MEGABYTE
    temporal = programs.memory_of("start-dev") / MEGABYTE
    what = f"memory of worker and Temporal with {count:,} pending"
    said = f"{worker:.0f} MB and {temporal:.0f} MB (started in {seconds:.0f} s)"
    return Row(what, said, "", None, "")


class House:
    """The running product, and what one does with it."""

    def __init__(self, product: Product, owner: str, programs: Programs) -> None:
        self.owner = owner
        self.programs = programs
        self.settings = Settings.from_environment(product.environment)
        self._address = product.environment["TEMPORAL_ADDRESS"]
        self._applications = Applications(self.settings)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Have its database open, which all else needs: of several houses, of one at a time."""
        self.client = await Client.connect(self._address)
        self._relay = Relay(self.client, self.settings.policy)
        async with database(self.settings.database_url):
            yield

    async def asked(self) -> str:
        """An application whose contact was asked; all its mails have gone."""
        number = await self._applications.invited(f"a{time.monotonic_ns()}@maker.example")
        contact = f"c{time.monotonic_ns()}@mihon-oroshi.example"
        await self._applications.submit(number, another_form(contact_mail_address=contact))
        await self._relay.nudge(number)
        await self._until_nothing_is_queued(number)
        return number

    async def clone(self, number: str, serials: range) -> list[str]:
        """Copy it; see `start_all`."""
        return await clone(self.owner, number, serials, keys=self.settings.link_keys, now=now())

    async def approval(self) -> float:
        """Milliseconds from the acknowledgment of an approval until its workflow is over."""
        number = await self.asked()
        began = time.perf_counter()
        await self._applications.approve(number)
        await self._relay.nudge(number)
        await self.client.get_workflow_handle(number).result()
        return (time.perf_counter() - began) * 1000

    async def start_all(self, running: int) -> float:
        """Have the workers start all that was cloned; see `bench.clones.start_all`."""
        return await start_all(self.owner, self.client, running)

    async def bytes(self) -> tuple[int, int]:
        """What the application's database and Temporal's take of the disk."""
        connection = await asyncpg.connect(self.owner)
        try:
            postgres = await connection.fetchval("SELECT pg_database_size(current_database())")
        finally:
            await connection.close()
        files = Path(self.programs.temporal_file()).parent.glob("temporal.sqlite*")
        return postgres, sum(file.stat().st_size for file in files)

    async def _until_nothing_is_queued(self, number: str) -> None:
        async def nothing_is_queued() -> bool:
            (row,) = await Mail.raw(_ASKED, number)
            return bool(row["asked"])

        await until(nothing_is_queued, "the contact to be asked")


_ASKED = """
    SELECT count(*) FILTER (WHERE kind = 'approval_request' AND state = 'sent') > 0
        AND count(*) FILTER (WHERE state = 'queued') = 0 AS asked
    FROM mail WHERE application = {}
"""


if __name__ == "__main__":
    show(rows(tuple(map(int, sys.argv[1:])) or PENDING))
