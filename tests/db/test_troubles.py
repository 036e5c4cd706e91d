from datetime import timedelta

import pytest

from db import troubles
from db.troubles import Trouble
from domain.needs import TroubleKind
from rig.applications import now

MISSING, FAILING = TroubleKind.WORKFLOW_MISSING, TroubleKind.STEP_FAILING


@pytest.mark.usefixtures("pool")
async def test_a_trouble_is_one_row_however_often_it_is_seen() -> None:
    first, later = now(), now() + timedelta(minutes=1)
    await troubles.note("261128-000001-1", FAILING, "screen: UndefinedColumnError 42703", first)
    await troubles.note("261128-000001-1", FAILING, "screen: DiskFullError 53100", later)
    assert await troubles.troubles() == [
        Trouble("261128-000001-1", FAILING, "screen: DiskFullError 53100", first, later, 2)
    ]


@pytest.mark.usefixtures("pool")
async def test_what_goes_on_again_is_no_trouble_any_more() -> None:
    await troubles.note("261128-000001-1", FAILING, "x", now())
    await troubles.note("261128-000001-1", MISSING, "x", now())
    await troubles.clear("261128-000001-1", FAILING)
    await troubles.clear("261128-000002-9", MISSING)
    counts = {kind: each.count for kind, each in (await troubles.stuck()).items()}
    assert counts == {
        TroubleKind.NEWS_UNDELIVERABLE: 0,
        FAILING: 0,
        MISSING: 1,
    }
