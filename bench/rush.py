"""5,000 people ask for the link at once: until the last workflow started, until the last mail came.

`python -m bench.rush PEOPLE`, 5,000 by default, on the stack of `TEST_SERVERS`; they ask by the
function that the page calls, so that the web is not what is measured. Before that, on servers of
their own and without workers: how many workflows a second the relay starts, beside a bare loop of
starts with as many at once.
"""

import asyncio
import itertools
import sys
import time
from collections.abc import Awaitable

from temporalio.client import Client

from db.demo.seeding import seed
from db.engine import database
from db.migrate import migrate
from db.outbox import messages_waiting
from domain.enrolment.stages import Stage
from relay.delivery import CONCURRENCY, Relay
from rig.applications import Applications, now
from rig.servers import start_postgres, start_servers, start_temporal
from rig.waiting import until
from rig.whole.product import Product, running_product
from settings import Settings
from workflows.display import initial_attributes
from workflows.enrolment import Enrolment
from workflows.messages import StartEnrolment

PEOPLE = 5_000
ASK_AT_ONCE = 16
BURSTS, STARTS = 10, 100
PATIENCE = 3_600.0

_people = itertools.count()


def main(people: int) -> None:
    asyncio.run(_compare())
    servers = start_servers()
    try:
        with running_product(servers) as product:
            asyncio.run(_rush(product, people))
    finally:
        servers.stop()


async def _compare() -> None:
    """By turns, so that whatever else this machine does is the same for both."""
    bare = relay = 0.0
    with start_temporal() as address, start_postgres(database="inforex") as url:
        settings = _settings(url)
        client = await Client.connect(address)
        await migrate(url, url)
        async with database(url):
            await seed(now())
            relaying = Relay(client, settings.policy)
            await relaying.one_round()
            for burst in range(BURSTS):
                bare += await _time_of(_started_by_a_bare_loop(client, settings, burst))
                await _ask(settings, STARTS)
                relay += await _time_of(relaying.one_round())
    starts = BURSTS * STARTS
    sys.stdout.write(
        f"starts a second, {CONCURRENCY} at once: relay {starts / relay:.0f},"
        f" bare loop {starts / bare:.0f} (ratio {bare / relay:.2f}, {starts} starts each)\n"
    )


async def _time_of(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


async def _started_by_a_bare_loop(client: Client, settings: Settings, burst: int) -> None:
    """Start as many of the same, and do nothing else."""
    turn = asyncio.Semaphore(CONCURRENCY)

    async def start(number: str) -> None:
        async with turn:
            await client.start_workflow(
                Enrolment.run,
                StartEnrolment(number, settings.policy),
                id=number,
                task_queue="nobody",
                search_attributes=initial_attributes(Stage.INVITED, now()),
                static_summary=f"加入申請 {number}",
            )

    await asyncio.gather(*(start(f"bare-{burst}-{nth}") for nth in range(STARTS)))


def _settings(url: str) -> Settings:
    secrets = {"LINK_KEYS": "k" * 32, "CSRF_SECRET": "c" * 32}
    return Settings.from_environment({"DATABASE_URL": url, **secrets})


async def _rush(product: Product, people: int) -> None:
    settings = Settings.from_environment(product.environment)
    began = time.perf_counter()

    def tell(what: str) -> None:
        sys.stdout.write(f"{what} after {time.perf_counter() - began:.0f} s\n")
        sys.stdout.flush()

    async with database(settings.database_url):
        await _ask(settings, people)
        tell(f"the last of {people} had asked")
        await until(_none_waits, "the relay to deliver", PATIENCE)
        tell("the last workflow was started")
        await until(lambda: _arrived(product, people), "the last mail", PATIENCE)
        tell("the last mail arrived")


async def _ask(settings: Settings, people: int) -> None:
    applications, turn = Applications(settings), asyncio.Semaphore(ASK_AT_ONCE)

    async def ask() -> None:
        async with turn:
            await applications.invited(f"rush-{next(_people)}@rush.example")

    await asyncio.gather(*(ask() for _ in range(people)))


async def _none_waits() -> bool:
    await asyncio.sleep(0.5)  # so that looking is no part of what is measured
    return (await messages_waiting()).waiting == 0


async def _arrived(product: Product, people: int) -> bool:
    await asyncio.sleep(0.5)  # likewise
    return await asyncio.to_thread(product.inbox.count) >= people


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
