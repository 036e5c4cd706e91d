"""A disk without room is told of, loses nothing acknowledged, and all goes on with room again."""

from collections.abc import Iterator

import asyncpg
import pytest

from tests.waiting import until
from tests.whole.house import House, open_house
from tests.whole.maker import INVITATION, RECEIPT, WELCOME, Maker, maker

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
    response = await one.visitor.client.get("/readyz")
    return response.status_code, response.json()["database"]


async def becomes(one: Maker, status: int, database: str) -> None:
    async def is_so() -> bool:
        return await readiness(one) == (status, database)

    await until(is_so, f"/readyz says {database!r}")


async def fill_up(url: str) -> None:
    """Let others take the room that tables still have, until the disk refuses more."""
    connection = await asyncpg.connect(url)
    await connection.execute(NO_ROOM_IN_PAGES)
    rows = (f"others:{number}" for number in range(100_000))
    with pytest.raises(asyncpg.DiskFullError):
        await repeat(connection, "INSERT INTO throttle VALUES ($1, now(), 0)", rows)
    await connection.close()


async def use_up_the_log(url: str) -> None:
    """Write into the write-ahead log until it needs room; PostgreSQL then ends itself."""
    connection = await asyncpg.connect(url)
    records = ("x" * 100_000 for _ in range(100_000))
    with pytest.raises(asyncpg.PostgresConnectionError):
        await repeat(connection, "SELECT pg_logical_emit_message(true, 'test', $1)", records)


async def repeat(
    connection: "asyncpg.Connection[asyncpg.Record]", statement: str, values: Iterator[str]
) -> None:
    for value in values:
        await connection.execute(statement, value)


async def test_full_disk_is_told_of_and_all_goes_on_with_room_again(house: House) -> None:
    url = house.product.environment["DATABASE_URL"]
    async with maker(house.product, "before") as before, maker(house.product, "later") as later:
        async with house.without(house.worker):
            await before.asks_for_the_link()
            await becomes(before, 200, "ok")
            with house.disk.filled():
                await becomes(before, 503, "no room on its disk")
                await fill_up(url)
                page = await later.tries_to_ask_for_the_link()
                assert (page.status, page.h1) == (503, "ただいまご利用いただけません")
        await becomes(before, 200, "ok")
        await later.asks_for_the_link()
        for one in (before, later):
            await one.submits_the_form()
            await one.is_approved()
            await one.gets(INVITATION, RECEIPT, WELCOME)


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
                await use_up_the_log(house.product.environment["DATABASE_URL"])
                await becomes(one, 503, "unreachable")
                page = await one.visitor.get("/search?name=テストメーカー")
                assert (page.status, page.h1) == (503, "ただいまご利用いただけません")
            async with house.without(house.postgres):
                pass
        await one.gets(INVITATION, RECEIPT, WELCOME)
        await becomes(one, 200, "ok")
