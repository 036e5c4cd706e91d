"""A sent file is taken in by the worker, however often that stops."""

import asyncio
import io
from collections.abc import AsyncIterator
from functools import partial

import pytest
from temporalio.testing import ActivityEnvironment
from temporalio.worker import Worker

from activities.imports import ImportActivities, ImportEnd, ImportOrder
from db.imports import files
from db.imports.batches import import_batches
from db.imports.files import pieces
from db.imports.runs import (
    RunningImport,
    begin_upload,
    load_run,
    resume_run,
    stop_run,
    uploaded_piece,
)
from domain.imports.files import ImportKind
from relay.processes import open_processes
from rig.applications import now
from rig.console.import_files import WHY, looked_at, names
from rig.console.nta_file import nta_file, nta_row
from rig.waiting import until
from rig.workflows.life import Life, open_life
from settings import Settings
from worker import import_worker

ROWS = 60
CONTENT = nta_file([nta_row(nth) for nth in range(1, ROWS + 1)])


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PIECE", 2000)


@pytest.fixture
async def life(pool: str, settings: Settings, temporal_address: str) -> AsyncIterator[Life]:  # noqa: ARG001 -- it opens the database
    async with open_life(temporal_address, settings) as life:
        yield life


def working(life: Life) -> Worker:
    return import_worker(life.skipper.client, life.applications.settings, now)


async def sent() -> RunningImport:
    file = looked_at(CONTENT, ImportKind.CORPORATIONS)
    return await begin_upload(file, pieces(io.BytesIO(CONTENT)), WHY, now())


async def taken_in(run: RunningImport, at_most: int) -> RunningImport:
    left = iter(range(at_most - 1, -1, -1))
    return await import_batches(
        run.id, partial(uploaded_piece, run.id), now, lambda _: next(left) > 0
    )


async def ends(life: Life, run: RunningImport) -> None:
    workflow = life.skipper.client.get_workflow_handle(run.process)
    await asyncio.wait_for(workflow.result(), 30)


async def test_a_sent_file_is_taken_in(life: Life) -> None:
    run = await sent()
    async with working(life):
        await life.relay.nudge(run.process)
        await ends(life, run)
    assert (await load_run(run.id)).rows_changed == len(await names()) == ROWS


async def test_another_worker_goes_on_where_one_ended(life: Life) -> None:
    run = await sent()
    await life.relay.nudge(run.process)
    reached = await taken_in(run, 2)
    assert 0 < reached.lines_done < ROWS
    async with working(life):
        await ends(life, run)
    assert (await load_run(run.id)).rows_changed == ROWS


async def test_a_stopped_run_waits_until_it_is_resumed(life: Life) -> None:
    run = await sent()
    await taken_in(run, 2)
    await stop_run(run.id, WHY, now())
    workflow = life.skipper.client.get_workflow_handle(run.process)
    async with working(life):
        await life.relay.nudge(run.process)

        async def waits() -> bool:
            history = await workflow.fetch_history()
            return any(
                e.HasField("activity_task_completed_event_attributes") for e in history.events
            )

        await until(waits, "the stopped run to be noticed")
        assert (await load_run(run.id)).finished_at is None
        await resume_run(run.id, WHY, now())
        await life.relay.nudge(run.process)
        await ends(life, run)
    assert (await load_run(run.id)).rows_changed == ROWS


async def test_a_late_nudge_starts_no_second_life(life: Life) -> None:
    run = await sent()
    async with working(life):
        await life.relay.nudge(run.process)
        await ends(life, run)
        await life.relay.nudge(run.process)
    assert run.process not in [process async for process in open_processes(now())]


@pytest.mark.usefixtures("pool")
async def test_a_new_temporal_hears_of_files_that_are_not_taken_in() -> None:
    run = await sent()
    assert run.process in [process async for process in open_processes(now())]


@pytest.mark.usefixtures("pool")
async def test_a_draining_worker_leaves_after_the_piece_it_has() -> None:
    run = await sent()
    environment = ActivityEnvironment()
    environment.on_heartbeat = lambda *_: environment.worker_shutdown()
    order = ImportOrder(run.id)
    activities = ImportActivities(now)
    assert await environment.run(activities.take_in_sent, order) is ImportEnd.INTERRUPTED
    reached = await load_run(run.id)
    assert 0 < reached.lines_done < ROWS
    assert await ActivityEnvironment().run(activities.take_in_sent, order) is ImportEnd.FINISHED
    assert await ActivityEnvironment().run(activities.take_in_sent, order) is ImportEnd.FINISHED
    assert (await load_run(run.id)).rows_changed == ROWS
