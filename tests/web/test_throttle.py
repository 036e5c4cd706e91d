"""What one limit stops counts for none after it, not for a moment (S15)."""

import asyncio
from datetime import timedelta

import pytest

from domain.limits import Limit, LimitKind
from rig.applications import now
from web.throttle import TooManyRequestsError, refuse

FLOODING = Limit(LimitKind.SEARCH, "192.0.2.1", 2, timedelta(minutes=1), "192.0.2.1")
OTHER = Limit(LimitKind.SEARCH, "192.0.2.2", 2, timedelta(minutes=1), "192.0.2.2")
SHARED = Limit(LimitKind.SEARCH, "192.0.2.0", 3, timedelta(minutes=1), "192.0.2.0")


@pytest.mark.usefixtures("pool")
async def test_tries_that_are_refused_use_up_nothing_of_others() -> None:
    moment = now()
    flood = [refuse([FLOODING, SHARED], moment) for _ in range(30)]
    *flooded, other = await asyncio.gather(
        *flood, refuse([OTHER, SHARED], moment), return_exceptions=True
    )
    assert [type(each) for each in flooded if each] == [TooManyRequestsError] * 28
    assert other is None
