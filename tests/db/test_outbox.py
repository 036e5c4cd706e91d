import asyncio
import json
from contextvars import Context
from datetime import timedelta

import pytest

from db import outbox, troubles
from db.engine import transaction
from db.outbox import AGAIN, CLAIM, LONGEST_HELD
from db.tables.operation import Outbox
from domain.needs import TroubleKind
from rig.applications import Applications, now
from rig.waiting import until_it_waits
from tests.news import waiting

SECOND = timedelta(seconds=1)


async def test_news_come_in_order_and_each_until_it_is_delivered(
    applications: Applications,
) -> None:
    number = await applications.submitted()
    seen = []
    while news := await outbox.claim_of(number, now()):
        seen.append(news.signal)
        await outbox.mark_delivered([news], now())
    assert seen == ["start", "address_verified", "form_submitted"]
    assert await waiting() == []


async def test_news_that_are_given_back_are_next_again(applications: Applications) -> None:
    number = await applications.submitted()
    (news,) = await outbox.claim(10, now())
    await outbox.postpone([news], now() + SECOND)
    assert await outbox.claim(10, now()) == []
    assert await outbox.claim_of(number, now()) is None
    assert await outbox.claim(10, now() + 2 * SECOND) == [news]


@pytest.mark.parametrize("held", [-SECOND, 2 * LONGEST_HELD])
async def test_news_whose_time_has_come_are_taken_by_whoever_asks_for_their_process(
    applications: Applications, held: timedelta
) -> None:
    """So are those that nobody can hold for so long."""
    number, at = await applications.invited(), now()
    await Outbox.update({Outbox.held_until: at + held}, force=True)
    assert await outbox.claim_of(number, at) is not None


async def test_what_one_process_delivers_another_leaves_alone(applications: Applications) -> None:
    number = await applications.submitted()
    mine = await outbox.claim_of(number, now())
    assert mine is not None
    assert await outbox.claim_of(number, now()) is None
    assert await outbox.claim(10, now()) == []
    await outbox.mark_delivered([mine], now())
    following = await outbox.claim_of(number, now())
    assert following is not None
    assert following.signal == "address_verified"


async def test_what_a_process_that_died_had_claimed_is_anothers_soon(
    applications: Applications,
) -> None:
    await applications.invited()
    (lost,) = await outbox.claim(10, now())
    assert await outbox.claim(10, now() + CLAIM - SECOND) == []
    assert await outbox.claim(10, now() + CLAIM + SECOND) == [lost]


@pytest.mark.usefixtures("pool")
async def test_many_who_claim_at_once_get_each_row_once() -> None:
    for nth in range(200):
        await outbox.tell(f"import-{nth}", "start", now())
    claims = await asyncio.gather(*(outbox.claim(20, now()) for _ in range(10)))
    claimed = [news.process for claim in claims for news in claim]
    assert sorted(claimed) == sorted({f"import-{nth}" for nth in range(200)})


@pytest.mark.parametrize("held", [None, timedelta(seconds=-1), 2 * LONGEST_HELD])
async def test_whoever_claims_waits_for_nobody_who_does(
    applications: Applications, held: timedelta | None
) -> None:
    at = now()
    both = {await applications.invited(), await applications.invited("b@shinki.example")}
    await Outbox.update({Outbox.held_until: None if held is None else at + held}, force=True)
    async with transaction():
        (first,) = await outbox.claim(1, at)
        claiming = asyncio.create_task(outbox.claim(10, at), context=Context())
        await until_it_waits(claiming)
        assert claiming.done()
    (second,) = await claiming
    assert {first.process, second.process} == both


async def test_the_news_of_one_process_are_claimed_without_waiting(
    applications: Applications,
) -> None:
    number = await applications.invited()
    async with transaction():
        assert await outbox.claim_of(number, now())
        claiming = asyncio.create_task(outbox.claim_of(number, now()), context=Context())
        await until_it_waits(claiming)
        assert claiming.done()
    assert await claiming is None


@pytest.mark.usefixtures("pool")
async def test_of_one_process_only_the_oldest_news_are_given_away() -> None:
    for nth in range(60):
        await outbox.tell(f"import-{nth % 3}", "import_resumed", now(), nth=nth)
    claims = await asyncio.gather(*(outbox.claim(20, now()) for _ in range(5)))
    assert [[news.payload["nth"] for news in claim] for claim in claims if claim] == [[0, 1, 2]]


@pytest.mark.usefixtures("pool")
async def test_what_was_held_is_a_small_part_of_a_batch() -> None:
    for nth in range(40):
        await outbox.tell(f"import-{nth}", "start", now())
    failing = await outbox.claim(20, now())
    await outbox.postpone(failing, now())
    batch = await outbox.claim(12, now() + SECOND)
    again = [news for news in batch if news in failing]
    assert (len(batch), len(again)) == (12 + 12 // AGAIN, 12 // AGAIN)


async def test_what_cannot_be_delivered_is_noted_until_it_is_delivered(
    applications: Applications,
) -> None:
    number = await applications.invited()
    (news,) = await outbox.claim(10, now())
    await outbox.postpone_undeliverable(news, "start: LookupError", now() + SECOND, now())
    (trouble,) = await troubles.troubles()
    assert (trouble.process, trouble.kind) == (number, TroubleKind.NEWS_UNDELIVERABLE)
    assert trouble.reason == "start: LookupError"
    await outbox.mark_delivered(await outbox.claim(10, now() + 2 * SECOND), now())
    assert await troubles.troubles() == []


async def test_news_are_part_of_the_fact_they_tell(applications: Applications) -> None:
    number = await applications.invited()
    with pytest.raises(ConnectionError):
        await _tell_and_fail(number)
    assert await waiting() == [number]
    assert await Outbox.count() == 1


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("analysed", [False, True])
async def test_a_claim_is_cheap_though_many_wait_and_many_more_were_delivered(
    analysed: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    await Outbox.raw(
        """
        INSERT INTO outbox (process, signal, payload, recorded_at, delivered_at, held_until)
        SELECT 'import-' || n, 'start', jsonb_build_object(), now(),
            CASE WHEN n <= 100000 THEN now() END,
            CASE WHEN n > 100000 AND n <= 110000 THEN now() + interval '1 minute' END
        FROM generate_series(1, 150000) AS n
        """
    )
    if analysed:
        await Outbox.raw("ANALYZE outbox")
    rows = await Outbox.raw(
        f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {outbox.CLAIM_BATCH}",
        *(64, now(), 16, now() + LONGEST_HELD, 16, now()),
    )
    (plan,) = json.loads(rows[0]["QUERY PLAN"])
    assert plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"] < 64 * 50


async def _tell_and_fail(number: str) -> None:
    async with transaction():
        await outbox.tell(number, "link_renewed", now())
        raise ConnectionError


@pytest.mark.usefixtures("pool")
async def test_who_delivers_what_another_delivered_changes_nothing_of_when() -> None:
    await outbox.tell("261130-000001-2", "start", now())
    (news,) = await outbox.claim(10, now())
    await outbox.mark_delivered([news], now())
    delivered = await Outbox.select(Outbox.delivered_at)
    await outbox.mark_delivered([news], now() + timedelta(hours=1))
    assert await Outbox.select(Outbox.delivered_at) == delivered


@pytest.mark.usefixtures("pool")
async def test_who_takes_news_is_told_whether_more_of_that_process_wait() -> None:
    for process in ("import-1", "import-2", "import-1", "import-2"):
        await outbox.tell(process, "import_resumed", now())
    told = []
    while news := await outbox.claim_of("import-1", now()):
        told.append(news.others_wait)
        await outbox.mark_delivered([news], now())
    assert told == [True, False]
