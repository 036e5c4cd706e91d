"""Temporal forgets what it knows from before a restore."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from structlog.testing import capture_logs
from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.testing import WorkflowEnvironment

from db.tables.operation import Outbox
from domain.enrolment.stages import Stage
from relay import past
from relay.delivery import Relay
from relay.past import forget, known_runs, wait_until_taken_up
from rig.applications import Applications
from rig.waiting import until
from settings import Settings
from tests.relay.runs import status_of
from tests.relay.test_delivery import temporal
from workflows.steps import ENROLMENT_QUEUE


@pytest.fixture
async def server() -> AsyncIterator[WorkflowEnvironment]:
    async with await temporal() as environment:
        yield environment


async def listed(client: Client, count: int) -> None:
    """Wait until so many are listed, which takes a moment."""

    async def there() -> bool:
        return len(await known_runs(client)) == count

    await until(there, f"{count} workflows to be listed")


@pytest.mark.usefixtures("pool")
async def test_what_ran_and_what_had_ended_is_forgotten_and_can_begin_anew(
    settings: Settings, server: WorkflowEnvironment
) -> None:
    applications = Applications(settings)
    relay = Relay(server.client, settings.policy)
    running = await applications.invited("a@one.example")
    ended = await applications.awaiting_approval("b@two.example")
    await relay.one_round()
    await server.client.get_workflow_handle(ended).terminate("as if it had ended")
    await server.client.start_workflow("Other", id="not-ours", task_queue="another queue")
    await listed(server.client, 2)
    known = await known_runs(server.client)
    assert {run.process: run.stage for run in known} == {
        running: Stage.INVITED,
        ended: Stage.AWAITING_APPROVAL,
    }
    await forget(server.client, known)
    assert not await status_of(server.client, running)
    assert await status_of(server.client, "not-ours")
    for process in (running, ended):
        await server.client.start_workflow(
            "Enrolment",
            id=process,
            task_queue=ENROLMENT_QUEUE,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
        )
        assert await status_of(server.client, process)


@pytest.mark.usefixtures("pool")
async def test_a_worker_waits_until_somebody_took_up_a_database_that_is_behind_temporal(
    settings: Settings, server: WorkflowEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "BETWEEN_COMPLAINTS", 0.05)
    applications = Applications(settings)
    await applications.invited("a@one.example")
    lost = await applications.invited("b@two.example")
    await Relay(server.client, settings.policy).one_round()
    await listed(server.client, 2)
    await wait_until_taken_up(server.client)
    await Outbox.raw("DELETE FROM application WHERE application_number = {}", lost)
    with capture_logs() as logs:
        waiting = asyncio.create_task(wait_until_taken_up(server.client))
        await until(lambda: _said(logs), "the worker to say what it waits for")
    assert logs[0]["event"] == "worker.waits_for_inforex_restored"
    assert logs[0]["application"] == lost
    assert not waiting.done()
    await forget(server.client, await known_runs(server.client))
    async with asyncio.timeout(60):
        await waiting


async def _said(logs: Sequence[object]) -> bool:
    return bool(logs)
