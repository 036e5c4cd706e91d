"""How often something may be tried."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from db.tables.companies import Throttle
from db.throttle import allow

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.usefixtures("pool")


async def tries(count: int, at: datetime = NOW, bucket: str = "search:192.0.2.1") -> list[bool]:
    return [await allow(bucket, 3, MINUTE, at) for _ in range(count)]


async def test_as_many_tries_as_allowed_pass_in_one_window() -> None:
    assert await tries(5) == [True, True, True, False, False]


async def test_next_window_begins_with_the_first_try_after_the_last() -> None:
    await tries(5)
    assert await tries(1, NOW + MINUTE - timedelta(seconds=1)) == [False]
    assert await tries(4, NOW + MINUTE) == [True, True, True, False]


async def test_buckets_count_apart() -> None:
    await tries(5)
    assert await tries(1, bucket="search:192.0.2.2") == [True]
    assert await tries(1, bucket="login:192.0.2.1") == [True]


async def test_tries_at_the_same_moment_are_all_counted() -> None:
    passed = await asyncio.gather(*(allow("search:x", 3, MINUTE, NOW) for _ in range(10)))
    assert sum(passed) == 3


async def test_subject_is_stored_as_a_hash_only() -> None:
    await tries(1, bucket="mails_to:tanaka@shinki.example\ud800")
    row = await Throttle.select(Throttle.bucket).first()
    assert row is not None
    assert row["bucket"].startswith("mails_to:")
    assert "tanaka" not in row["bucket"]
