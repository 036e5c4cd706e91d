from datetime import timedelta

import pytest

from db import outbox, troubles
from db.tables.operation import Outbox
from db.troubles import Trouble
from domain.needs import TroubleKind
from rig.applications import now

MISSING, FAILING = TroubleKind.WORKFLOW_MISSING, TroubleKind.STEP_FAILING
UNDELIVERABLE = TroubleKind.NEWS_UNDELIVERABLE


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


async def left() -> set[tuple[str, TroubleKind]]:
    return {(each.process, each.kind) for each in await troubles.troubles()}


@pytest.mark.usefixtures("pool")
async def test_what_is_over_is_of_one_process_and_one_kind() -> None:
    everything = {(process, kind) for process in ("change-1", "change-2") for kind in TroubleKind}
    for process, kind in everything:
        await troubles.note(process, kind, "KeyError", now())
    await troubles.clear("change-1", FAILING)
    assert await left() == everything - {("change-1", FAILING)}
    await troubles.clear_all_but(["change-2"], MISSING)
    assert await left() == everything - {("change-1", FAILING), ("change-1", MISSING)}


@pytest.mark.usefixtures("pool")
async def test_only_what_waits_to_be_told_cannot_be_brought() -> None:
    """News that were brought or deleted are forgotten, whatever waits of another process."""
    for process in ("change-1", "change-2", "change-3"):
        for kind in (UNDELIVERABLE, FAILING):
            await troubles.note(process, kind, "KeyError", now())
    for process in ("change-1", "change-2"):
        await outbox.tell(process, "start", now())
    brought = await outbox.claim_of("change-2", now())
    assert brought is not None
    await Outbox.update({Outbox.delivered_at: now()}).where(Outbox.id == brought.id)
    await troubles.forget_news_that_are_gone()
    assert await left() == {
        ("change-1", UNDELIVERABLE),
        *((process, FAILING) for process in ("change-1", "change-2", "change-3")),
    }
