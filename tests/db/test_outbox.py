import asyncio

import pytest

from db import outbox
from db.engine import transaction
from tests.applications import Applications, now


async def test_news_come_in_order_and_each_until_it_is_delivered(
    applications: Applications,
) -> None:
    number = await applications.submitted()
    seen = []
    while True:
        async with outbox.next_news(number, now()) as news:
            if news is None:
                break
            seen.append(news.signal)
    assert seen == ["start", "address_verified", "form_submitted"]
    assert await outbox.waiting() == []


async def test_a_failed_delivery_leaves_the_news_where_they_are(
    applications: Applications,
) -> None:
    number = await applications.invited()
    with pytest.raises(ConnectionError):
        await _fail_to_deliver(number)
    assert await outbox.waiting() == [number]


async def test_what_one_process_delivers_another_leaves_alone(applications: Applications) -> None:
    number = await applications.submitted()
    async with outbox.next_news(number, now()) as mine:
        assert mine is not None
        assert await asyncio.create_task(_signal_of_next(number)) is None
    async with outbox.next_news(number, now()) as following:
        assert following is not None
        assert following.signal == "address_verified"


async def _signal_of_next(number: str) -> str | None:
    # A task starts with a copy of the context; it is to have no part in the other's transaction.
    from db.engine import ENGINE

    ENGINE.current_transaction.set(None)
    async with outbox.next_news(number, now()) as news:
        return None if news is None else news.signal


async def test_news_are_part_of_the_fact_they_tell(applications: Applications) -> None:
    number = await applications.invited()
    with pytest.raises(ConnectionError):
        await _tell_and_fail(number)
    async with outbox.next_news(number, now()) as news:
        assert news is not None
        assert news.signal == "start"


async def _fail_to_deliver(number: str) -> None:
    async with outbox.next_news(number, now()):
        raise ConnectionError


async def _tell_and_fail(number: str) -> None:
    async with transaction():
        await outbox.tell(number, "link_renewed", now())
        raise ConnectionError
