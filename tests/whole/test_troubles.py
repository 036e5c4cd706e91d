"""What no chaos (test_chaos.py) tells apart: what is said meanwhile, what is wiped, what is ended.

These need servers that can be stopped and wiped, so they are always the embedded ones.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle

from rig.databases import DURABLE, durability
from rig.waiting import until
from rig.whole.house import House, open_house
from rig.whole.maker import INVITATION, RECEIPT, WELCOME, Maker, maker


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


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
            ready = await house.product.ready()
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


async def test_workflows_that_an_operator_ends_come_back_and_nothing_is_lost(house: House) -> None:
    client = await Client.connect(house.temporal.address)
    async with maker(house.product, "operator-ends") as one:
        await one.asks_for_the_link()
        await one.gets(INVITATION)
        workflow = client.get_workflow_handle(await _number_of(house, one))
        await workflow.terminate("by an operator")
        await until(lambda: _runs(workflow), "a workflow though no news came")
        await workflow.cancel()
        await one.submits_the_form()
        await one.gets(INVITATION, RECEIPT)
        await workflow.terminate("by an operator")
        await one.is_approved()
        await one.gets(INVITATION, RECEIPT, WELCOME)


async def test_news_that_nobody_can_deliver_end_no_worker_and_are_counted(house: House) -> None:
    await _tell(house, "991231-000001-1")
    await _tell(house, "merger-1")
    await until(lambda: _cannot_be_delivered(house, 2), "both to be counted")
    async with maker(house.product, "beside-them") as one:
        await one.asks_for_the_link()
        await one.gets(INVITATION)
    await _execute(house, "DELETE FROM outbox WHERE process IN ('991231-000001-1', 'merger-1')")
    await until(lambda: _cannot_be_delivered(house, 0), "what is gone to be forgotten")


async def _runs(workflow: WorkflowHandle[Any, Any]) -> bool:
    return (await workflow.describe()).status is WorkflowExecutionStatus.RUNNING


async def _number_of(house: House, one: Maker) -> str:
    connection = await asyncpg.connect(house.product.environment["DATABASE_URL"])
    try:
        return str(
            await connection.fetchval(
                "SELECT application_number FROM application WHERE mail_address = $1", one.address
            )
        )
    finally:
        await connection.close()


async def _tell(house: House, process: str) -> None:
    await _execute(
        house,
        "INSERT INTO outbox (process, signal, payload, recorded_at)"
        " VALUES ($1, 'start', '{}', now())",
        process,
    )


async def _execute(house: House, statement: str, *values: str) -> None:
    connection = await asyncpg.connect(house.product.environment["DATABASE_URL"])
    await connection.execute(statement, *values)
    await connection.close()


async def _cannot_be_delivered(house: House, count: int) -> bool:
    ready = (await house.product.ready()).json()
    return bool(ready["troubles"]["news_undeliverable"] == count)


def _wipe(database: Path) -> None:
    files = list(database.parent.glob(f"{database.name}*"))
    assert files
    for file in files:
        file.unlink()
