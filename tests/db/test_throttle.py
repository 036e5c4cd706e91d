"""How often something may be tried."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextvars import Context
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.engine import transaction
from db.tables.companies import Throttle
from db.throttle import (
    _bucket,
    allow,
    count,
    count_all,
    forget,
    give_back,
    lift,
    limits_in_force,
)
from domain.limits import Limit, LimitKind, of_networks
from rig.console.acts import WHY
from rig.waiting import until_it_waits

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SEARCH = Limit(LimitKind.SEARCH, "192.0.2.1", 3, MINUTE, "192.0.2.1")

pytestmark = pytest.mark.usefixtures("pool")


async def tries(times: int, at: datetime = NOW, limit: Limit = SEARCH) -> list[bool]:
    return [await allow(limit, at) for _ in range(times)]


async def test_as_many_tries_as_allowed_pass_in_one_window() -> None:
    assert await tries(5) == [True, True, True, False, False]


async def test_next_window_begins_with_the_first_try_after_the_last() -> None:
    await tries(5)
    assert await tries(1, NOW + MINUTE - timedelta(seconds=1)) == [False]
    assert await tries(4, NOW + MINUTE) == [True, True, True, False]


async def test_subjects_and_kinds_count_apart() -> None:
    await tries(5)
    assert await tries(1, limit=replace(SEARCH, subject="192.0.2.2")) == [True]
    assert await tries(1, limit=replace(SEARCH, kind=LimitKind.LOGIN_NETWORK)) == [True]


async def test_tries_at_the_same_moment_are_all_counted() -> None:
    passed = await asyncio.gather(*(allow(SEARCH, NOW) for _ in range(10)))
    assert sum(passed) == 3


async def test_many_who_are_counted_by_several_limits_never_wait_for_each_other() -> None:
    limits = [replace(SEARCH, subject=str(nth)) for nth in range(8)]
    ways = [limits, limits[::-1], limits[3:] + limits[:3]] * 6
    await asyncio.gather(*(count_all(way, NOW) for way in ways))
    assert await count_all(limits, NOW) == [len(ways) + 1] * len(limits)


async def test_a_try_is_given_back_and_a_helped_person_begins_anew() -> None:
    other = replace(SEARCH, subject="192.0.2.2")
    await tries(4)
    await tries(4, limit=other)
    await give_back([SEARCH])
    assert await count(SEARCH, NOW) == 4
    await forget([SEARCH])
    await give_back([SEARCH])
    assert await count(SEARCH, NOW) == 1
    assert await count(other, NOW) == 5


async def test_one_limit_is_lifted_and_another_stays() -> None:
    other = replace(SEARCH, subject="192.0.2.2", shown="192.0.2.2")
    for limit in (SEARCH, other):
        await tries(4, limit=limit)
    numbers = {limit.shown: limit.number for limit in await limits_in_force(NOW)}
    await lift(numbers[SEARCH.shown], WHY, NOW)
    assert [limit.shown for limit in await limits_in_force(NOW)] == [other.shown]


async def test_no_more_is_given_back_than_was_counted() -> None:
    await tries(1)
    for _ in range(2):
        await give_back([SEARCH])
    assert await count(SEARCH, NOW) == 1


async def test_many_who_are_given_back_at_once_never_wait_for_each_other() -> None:
    limits = [replace(SEARCH, subject=str(nth)) for nth in range(8)]
    for limit in limits * 2:
        await count(limit, NOW)
    ways = [limits, limits[::-1], limits[3:] + limits[:3]] * 6
    await asyncio.gather(*(give_back(way) for way in ways), forget(limits[::-1]))
    assert not await Throttle.exists()


@pytest.mark.parametrize("do", [give_back, forget])
async def test_whoever_waits_for_the_first_of_several_keeps_nobody_from_the_others(
    do: Callable[[Sequence[Limit]], Coroutine[Any, Any, None]],
) -> None:
    limits = [replace(SEARCH, subject=str(nth)) for nth in range(8)]
    for limit in sorted(limits, key=_bucket, reverse=True):
        await count(limit, NOW)
    async with transaction():
        await Throttle.raw("SELECT FROM throttle ORDER BY bucket LIMIT 1 FOR UPDATE")
        waiting = asyncio.create_task(do(limits), context=Context())
        await until_it_waits(waiting)
        free = await Throttle.raw("SELECT bucket FROM throttle FOR UPDATE SKIP LOCKED")
    await waiting
    assert len(free) == len(limits)


async def test_subject_is_stored_as_a_hash_only() -> None:
    subject = "tanaka@shinki.example\ud800"
    await tries(1, limit=Limit(LimitKind.CONSOLE_PERSON, subject, 3, MINUTE))
    (row,) = await Throttle.select()
    assert row["bucket"].startswith("console-person:")
    assert "tanaka" not in str(row)


async def test_networks_of_one_address_are_counted_each_with_its_own_figure() -> None:
    def limits(address: str) -> list[Limit]:
        return list(of_networks(LimitKind.SEARCH, address, 3, MINUTE))

    assert [limit.most for limit in limits("2001:db8::1")] == [3, 6, 12]
    for limit in (*limits("2001:db8::1"), *limits("2001:db8:0:1::1"), *limits("2001:db8:0:100::1")):
        await count(limit, NOW)
    assert {row["shown"]: row["tries"] for row in await Throttle.select()} == {
        "2001:db8::/64": 1,
        "2001:db8:0:1::/64": 1,
        "2001:db8:0:100::/64": 1,
        "2001:db8::/56": 2,
        "2001:db8:0:100::/56": 1,
        "2001:db8::/48": 3,
    }
