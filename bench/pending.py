"""What an approval costs beside thousands of pending applications, and the room that each takes.

`python -m bench.pending PENDING…`, 1000 and 10000 by default, on the stack of `TEST_SERVERS`.
The pending are copies of one whose contact is asked; their workflows wait, started as after a loss
of Temporal.
"""

import asyncio
import sys
import time
from pathlib import Path
from statistics import median

import asyncpg
from temporalio.client import Client

from bench.clones import clone, memory_of, start_all, temporal_file
from bench.rows import Row, show
from db.engine import database
from db.tables.operation import Mail
from relay.delivery import Relay
from rig.applications import Applications, another_form, now
from rig.servers import Servers, start_servers
from rig.waiting import until
from rig.whole.product import Product, running_product
from settings import Settings

PENDING = (1_000, 10_000)
APPROVALS = 40
MEGABYTE = 1_000_000


def rows(pending: tuple[int, ...] = PENDING) -> list[Row]:
    """Measure on servers of their own."""
    servers = start_servers()
    try:
        with running_product(servers) as product:
            return asyncio.run(_measure(product, servers, pending))
    finally:
        servers.stop()


async def _measure(product: Product, servers: Servers, pending: tuple[int, ...]) -> list[Row]:
    settings = Settings.from_environment(product.environment)
    client = await Client.connect(product.environment["TEMPORAL_ADDRESS"])
    async with database(settings.database_url):
        house = House(settings, client, servers.migration_database_url)
        await house.approval(), await house.approval()
        alone, size = await house.approvals(), await house.bytes()
        number = await house.asked()
        measured, there = [], 0
        for count in pending:
            numbers = await house.clone(number, range(there, count))
            seconds = await start_all(house.owner, client, count)
            there += len(numbers)
            measured += [*_cost(count, await house.approvals(), alone), _room(count, seconds)]
        postgres, temporal = (
            (after - before) / there
            for after, before in zip(await house.bytes(), size, strict=True)
        )
        one = f"{postgres / 1000:.1f} kB and {temporal / 1000:.1f} kB"
        return [*measured, Row("bytes of one, in PostgreSQL and in Temporal", one, "", None, "")]


def _cost(count: int, milliseconds: float, alone: float) -> list[Row]:
    what = f"an approval beside {count:,} pending, ms (bare: beside none)"
    return [Row(what, f"{milliseconds:.0f}", f"{alone:.0f}", milliseconds / alone, "≤ 1.10")]


def _room(count: int, seconds: float) -> Row:
    worker, temporal = memory_of("worker.py") / MEGABYTE, memory_of("start-dev") / MEGABYTE
    what = f"memory of worker and Temporal with {count:,} pending"
    said = f"{worker:.0f} MB and {temporal:.0f} MB (started in {seconds:.0f} s)"
    return Row(what, said, "", None, "")


class House:
    """The running product, and what one does with it."""

    def __init__(self, settings: Settings, client: Client, owner: str) -> None:
        self.owner = owner
        self._keys = settings.link_keys
        self._applications = Applications(settings)
        self._relay = Relay(client, settings.policy)
        self._client = client

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
        return await clone(self.owner, number, serials, keys=self._keys, now=now())

    async def approval(self) -> float:
        """Milliseconds from the acknowledgment of an approval until its workflow is over."""
        number = await self.asked()
        began = time.perf_counter()
        await self._applications.approve(number)
        await self._relay.nudge(number)
        await self._client.get_workflow_handle(number).result()
        return (time.perf_counter() - began) * 1000

    async def approvals(self) -> float:
        return median([await self.approval() for _ in range(APPROVALS)])

    async def bytes(self) -> tuple[int, int]:
        """What the application's database and Temporal's take of the disk."""
        connection = await asyncpg.connect(self.owner)
        try:
            postgres = await connection.fetchval("SELECT pg_database_size(current_database())")
        finally:
            await connection.close()
        files = Path(temporal_file()).parent.glob("temporal.sqlite*")
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
