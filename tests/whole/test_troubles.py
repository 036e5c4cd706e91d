"""Each part of the house stops in the middle: every page works, and nothing acknowledged is lost.

These need servers that can be stopped and wiped, so they are always the embedded ones.
"""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.databases import DURABLE, durability
from tests.whole.house import House, open_house
from tests.whole.maker import INVITATION, RECEIPT, WELCOME, maker


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


async def test_without_temporal_every_page_works_and_all_happens_when_it_is_back(
    house: House,
) -> None:
    async with maker(house.product, "temporal-stops") as one:
        async with house.without(house.temporal):
            await one.asks_for_the_link()
        await one.gets(INVITATION)
        async with house.without(house.temporal):
            await one.submits_the_form()
        await one.gets(INVITATION, RECEIPT)
        async with house.without(house.temporal):
            await one.is_approved()
        await one.gets(INVITATION, RECEIPT, WELCOME)


async def test_a_worker_that_crashes_loses_nothing(house: House) -> None:
    async with maker(house.product, "worker-crashes") as one:
        async with house.without(house.worker):
            await one.asks_for_the_link()
        await one.gets(INVITATION)
        async with house.without(house.worker):
            await one.submits_the_form()
        await one.gets(INVITATION, RECEIPT)
        async with house.without(house.worker):
            await one.is_approved()
        await one.gets(INVITATION, RECEIPT, WELCOME)


async def test_a_mail_server_that_stops_gets_every_mail_once_when_it_is_back(
    house: House,
) -> None:
    async with maker(house.product, "mail-stops") as one:
        async with house.without(house.mail_server):
            await one.asks_for_the_link()
        await one.gets(INVITATION)
        link = await one.form_link()
        async with house.without(house.mail_server):
            await one.submits_the_form(link)
        await one.gets(INVITATION, RECEIPT)
        link = await one.approval_link()
        async with house.without(house.mail_server):
            await one.is_approved(link)
        await one.gets(INVITATION, RECEIPT, WELCOME)


async def test_a_database_that_stops_answers_503_and_goes_on_when_it_is_back(
    house: House,
) -> None:
    async with maker(house.product, "database-stops") as one:
        await one.asks_for_the_link()
        await one.gets(INVITATION)
        await one.submits_the_form()
        async with house.without(house.postgres):
            page = await one.visitor.get("/search?name=テストメーカー")
            assert page.status == httpx.codes.SERVICE_UNAVAILABLE
            ready = await one.visitor.client.get("/readyz")
            assert ready.status_code == httpx.codes.SERVICE_UNAVAILABLE
        await one.gets(INVITATION, RECEIPT)
        await one.is_approved()
        await one.gets(INVITATION, RECEIPT, WELCOME)


async def test_what_was_acknowledged_outlives_a_database_that_is_killed_at_that_moment(
    house: House,
) -> None:
    async with maker(house.product, "database-killed") as one:
        async with house.without(house.worker):
            await one.asks_for_the_link()
            async with house.with_postgres_killed():
                pass
        await one.gets(INVITATION)
        async with house.without(house.worker):
            await one.submits_the_form()
            async with house.with_postgres_killed():
                pass
        link = await one.approval_link()
        async with house.without(house.worker):
            await one.is_approved(link)
            async with house.with_postgres_killed():
                pass
        await one.gets(INVITATION, RECEIPT, WELCOME)


async def test_the_database_that_is_killed_keeps_what_it_acknowledged(house: House) -> None:
    assert await durability(house.product.environment["DATABASE_URL"]) == DURABLE


async def test_a_temporal_that_lost_its_file_is_rebuilt_from_the_facts(house: House) -> None:
    async with (
        maker(house.product, "wiped-invited") as invited,
        maker(house.product, "wiped-waiting") as waiting,
        maker(house.product, "wiped-unheard") as unheard,
    ):
        await invited.asks_for_the_link()
        await waiting.asks_for_the_link()
        await unheard.asks_for_the_link()
        await waiting.submits_the_form()
        await unheard.submits_the_form()
        await unheard.gets(INVITATION, RECEIPT)
        async with house.without(house.temporal):
            await unheard.is_approved()
            _wipe(house.temporal.database)
        await unheard.gets(INVITATION, RECEIPT, WELCOME)
        await waiting.is_approved()
        await waiting.gets(INVITATION, RECEIPT, WELCOME)
        await invited.submits_the_form()
        await invited.is_approved()
        await invited.gets(INVITATION, RECEIPT, WELCOME)


def _wipe(database: Path) -> None:
    files = list(database.parent.glob(f"{database.name}*"))
    assert files
    for file in files:
        file.unlink()
