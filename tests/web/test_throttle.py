"""What one limit stops counts for none after it."""

from datetime import timedelta

import pytest

from db.throttle import count_all
from domain.limits import Limit, LimitKind
from rig.applications import now
from tests.statements import statements
from web.throttle import TooManyRequestsError, refuse

NARROW = Limit(LimitKind.SEARCH, "192.0.2.1", 2, timedelta(minutes=1), "192.0.2.1")
WIDE = Limit(LimitKind.SEARCH, "192.0.2.0", 100, timedelta(minutes=1), "192.0.2.0")


@pytest.mark.usefixtures("pool")
async def test_all_limits_are_counted_in_one_statement_and_what_is_refused_in_none_after_it() -> (
    None
):
    moment = now()
    for _ in range(2):
        async with statements() as gathered:
            await refuse([NARROW, WIDE], moment)
        assert len(gathered) == 1
    with pytest.raises(TooManyRequestsError):
        await refuse([NARROW, WIDE], moment)
    assert await count_all([NARROW, WIDE], moment) == [4, 3]
