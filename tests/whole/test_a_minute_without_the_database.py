"""The database is away for a minute, in every way, while Temporal starts anew."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial

import asyncpg
import httpx
import pytest
from temporalio.client import Client

from rig.outages.proxy import DatabaseProxy, Outage, open_proxy
from rig.servers import Run
from rig.waiting import until
from rig.whole.house import House, open_house
from rig.whole.maker import INVITATION, RECEIPT, WELCOME, maker
from workflows.namespace import NEEDS_ATTENTION

OF_EACH_KIND = 20.0
"""Seconds; there are three."""

TO_SAY_SO = 20.0
"""Seconds within which a page says that the database does not answer, whatever it asked of it."""


@dataclass(frozen=True)
class Way:
    """The way from the programs to the database; `run` is how to call it."""

    proxy: DatabaseProxy
    run: Run

    @asynccontextmanager
    async def out(self, outage: Outage) -> AsyncIterator[None]:
        """Have an outage for as long as the block lasts, and for its time at least."""
        await asyncio.to_thread(self.run, self.proxy.begin(outage))
        enough = asyncio.create_task(asyncio.sleep(OF_EACH_KIND))
        try:
            yield
            await enough
        finally:
            await asyncio.to_thread(self.run, self.proxy.end())


@pytest.fixture(scope="module")
def house_by_a_way() -> Iterator[tuple[House, Way]]:
    ways: list[Way] = []

    @contextmanager
    def way(address: str) -> Iterator[str]:
        with open_proxy(address) as (proxy, run):
            ways.append(Way(proxy, run))
            yield proxy.url

    with open_house(way) as house:
        yield house, ways[0]


async def test_a_minute_without_the_database_is_seen_and_loses_nothing(
    house_by_a_way: tuple[House, Way],
) -> None:
    house, way = house_by_a_way
    async with (
        maker(house.product, "minute-invited") as invited,
        maker(house.product, "minute-submitted") as submitted,
        maker(house.product, "minute-approved") as approved,
    ):
        await submitted.asks_for_the_link()
        await approved.asks_for_the_link()
        await approved.submits_the_form()
        form, approval = await submitted.form_link(), await approved.approval_link()
        async with AsyncExitStack() as refusing:
            with house.with_worker_frozen():
                # What this calls for comes due when the worker wakes up: in the outage.
                await invited.asks_for_the_link()
                await submitted.submits_the_form(form)
                await approved.is_approved(approval)
                await refusing.enter_async_context(way.out(Outage.REFUSED))
            await until(partial(need_attention, house, 3), "three applications to need somebody")
        async with way.out(Outage.HANGING):
            await says_so(house)
            async with house.without(house.temporal):
                pass
        async with way.out(Outage.CUT):
            await says_so(house)
        await invited.gets(INVITATION)
        await submitted.gets(INVITATION, RECEIPT)
        await approved.gets(INVITATION, RECEIPT, WELCOME)
        await until(partial(need_attention, house, 0), "nobody to be needed")
        await until(partial(is_untroubled, house), "nothing to be noted")
        for one, mails in ((invited, 1), (submitted, 2), (approved, 3)):
            assert len(house.product.inbox.subjects_to(one.address)) == mails


async def need_attention(house: House, applications: int) -> bool:
    client = await Client.connect(house.temporal.address)
    query = f"{NEEDS_ATTENTION.name} = true AND ExecutionStatus = 'Running'"
    return (await client.count_workflows(query)).count == applications


async def is_untroubled(house: House) -> bool:
    connection = await asyncpg.connect(house.product.environment["MIGRATION_DATABASE_URL"])
    try:
        return bool(await connection.fetchval("SELECT count(*) = 0 FROM trouble"))
    finally:
        await connection.close()


async def says_so(house: House) -> None:
    """Ask for a page, and see it say in time that the site is out of order."""
    began = time.monotonic()
    async with httpx.AsyncClient(base_url=house.product.base_url, timeout=60) as browser:
        page = await browser.get("/search", params={"name": "テストメーカー"})
    assert page.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert time.monotonic() - began < TO_SAY_SO
