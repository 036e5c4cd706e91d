"""A disk without room is told of, loses nothing acknowledged, and all goes on with room again."""

from collections.abc import Iterator
from contextlib import AsyncExitStack

import asyncpg
import httpx
import pytest

from rig.databases import administer
from rig.waiting import until
from rig.whole.house import House, open_house
from rig.whole.maker import INVITATION, RECEIPT, WELCOME, Maker, maker
from rig.whole.product import Product

# From now on new rows need new pages, as if all that are there were full.
NO_ROOM_IN_PAGES = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT oid::regclass FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    LOOP EXECUTE format('ALTER TABLE %s SET (fillfactor = 10)', name); END LOOP;
END $$
"""


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


async def readiness(one: Maker) -> tuple[int, str]:
    assert isinstance(one.product, Product)
    response = await one.product.ready()
    return response.status_code, response.json()["database"]


async def becomes(one: Maker, status: int, database: str) -> None:
    async def is_so() -> bool:
        return await readiness(one) == (status, database)

    await until(is_so, f"/readyz says {database!r}")


async def use_up_the_log(url: str) -> None:
    """Write into the write-ahead log until it needs room; PostgreSQL then ends itself."""
    connection = await asyncpg.connect(url)
    with pytest.raises(asyncpg.PostgresConnectionError):
        await _write_into_the_log(connection)


async def _write_into_the_log(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    for _ in range(100_000):
        await connection.execute(
            "SELECT pg_logical_emit_message(true, 'test', repeat('x', 100000))"
        )


async def ask_until_refused(makers: list[Maker]) -> tuple[list[Maker], Maker]:
    """Have one after the other ask for the link; gives who was acknowledged, and who was not."""
    for number, one in enumerate(makers):
        page = await one.tries_to_ask_for_the_link()
        if page.status != httpx.codes.OK:
            assert (page.status, page.h1) == (503, "ただいまご利用いただけません")
            return makers[:number], one
    pytest.fail("a full disk took everything")


async def test_full_disk_is_told_of_and_all_goes_on_with_room_again(house: House) -> None:
    await administer(house.postgres.url("inforex"), NO_ROOM_IN_PAGES)
    async with AsyncExitStack() as browsers:
        makers = [
            await browsers.enter_async_context(maker(house.product, f"full-{number}"))
            for number in range(15)
        ]
        async with house.without(house.worker):
            await becomes(makers[0], 200, "ok")
            with house.disk.filled():
                await becomes(makers[0], 503, "no room on its disk")
                acknowledged, refused = await ask_until_refused(makers)
        await becomes(refused, 200, "ok")
        await refused.asks_for_the_link()
        for one in (*acknowledged, refused):
            await one.gets(INVITATION)
        await refused.submits_the_form()
        await refused.is_approved()
        await refused.gets(INVITATION, RECEIPT, WELCOME)


async def test_log_without_room_ends_the_database_and_nothing_that_was_acknowledged(
    house: House,
) -> None:
    """It goes on when it is started with room again, as whoever watches over it does."""
    async with maker(house.product, "logged") as one:
        await one.asks_for_the_link()
        await one.submits_the_form()
        link = await one.approval_link()
        async with house.without(house.worker):
            await one.is_approved(link)
            with house.disk.filled():
                await use_up_the_log(house.postgres.url("inforex"))
                await becomes(one, 503, "unreachable")
                page = await one.visitor.get("/search?name=テストメーカー")
                assert (page.status, page.h1) == (503, "ただいまご利用いただけません")
            async with house.without(house.postgres):
                pass
        await one.gets(INVITATION, RECEIPT, WELCOME)
        await becomes(one, 200, "ok")
