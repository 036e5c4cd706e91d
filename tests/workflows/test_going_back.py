"""What holds when an operator goes back to the release before, by the commands of the guide."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from sysconfig import get_path
from typing import Any
from unittest.mock import Mock

import pytest
from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import PatchActivationInput, Worker

from relay.deadlock_timeout import with_longer_deadlock_timeout
from rig.waiting import until
from rig.workflows.serving import serving
from settings import Settings, WorkerIdentity
from tests.deployment.guide import commands, type_in
from tests.workflows.releases import PATCH, Patched, Unaware
from worker import enrolment_worker
from workflows import patches
from workflows.namespace import SEARCH_ATTRIBUTE_KEYS
from workflows.steps import ENROLMENT_QUEUE

FORWARD, BACK, PIN = commands("Releasing a new workflow version")
NEWER, OLDER = "2026.12", "2026.11"
"""The releases that the guide speaks of."""

Handle = WorkflowHandle[Any, list[str]]


@dataclass
class Rollout:
    """A Temporal, releases of our worker on it, and an operator who follows the guide."""

    client: Client
    settings: Settings
    directory: Path

    @property
    def address(self) -> str:
        return self.client.service_client.config.target_host

    async def worker(self, build_id: str, workflow: type, *, begins: bool = True) -> Worker:
        """A worker as worker.py makes it, with another workflow."""
        identity = WorkerIdentity(build_id=build_id, metrics_address=None)
        # Of one release, a client has one worker on a queue.
        other_client = await Client.connect(self.address)
        config = enrolment_worker(other_client, replace(self.settings, worker=identity)).config()
        config["client"] = self.client
        assert config["patch_activation_callback"] is patches.begins
        config["workflows"] = [workflow]
        config["graceful_shutdown_timeout"] = timedelta(0)
        if not begins:
            config["patch_activation_callback"] = lambda patch: patch.patch_id != PATCH
        return with_longer_deadlock_timeout(Worker(**config))

    async def types(self, block: str) -> None:
        """Type commands until they are done; the server has to have seen the workers first."""

        async def done() -> bool:
            environment = {"TEMPORAL_ADDRESS": self.address}
            return (await type_in(block, self.directory, environment)).code == 0

        await until(done, block)

    async def begin(self, name: str) -> Handle:
        return await self.client.start_workflow("Changing", id=name, task_queue=ENROLMENT_QUEUE)


@pytest.fixture
async def rollout(settings: Settings, tmp_path: Path) -> AsyncIterator[Rollout]:
    environment = await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(Path(get_path("scripts")) / "temporal"),
        search_attributes=SEARCH_ATTRIBUTE_KEYS,
    )
    async with environment:
        yield Rollout(environment.client, settings, tmp_path)


async def goes_on(handle: Handle, *ways: str) -> None:
    """Begin another round, and wait until the rounds so far went these ways."""
    await handle.signal("next_round")

    async def gone() -> bool:
        so_far: list[str] = await handle.query("ways_gone")
        return so_far == list(ways)

    await until(gone, f"{handle.id} to go {ways}")


async def has_failed_tasks(handle: Handle) -> bool:
    history = await handle.fetch_history()
    cause = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR
    return any(e.workflow_task_failed_event_attributes.cause == cause for e in history.events)


async def test_a_patch_that_the_older_release_does_not_know_is_stuck_there_until_it_is_newer_again(
    rollout: Rollout,
) -> None:
    async with (
        serving(await rollout.worker(OLDER, Unaware)),
        serving(await rollout.worker(NEWER, Patched)),
    ):
        await rollout.types(BACK)
        before = await rollout.begin("before")
        await goes_on(before, "old")
        await rollout.types(FORWARD)
        since = await rollout.begin("since")
        await goes_on(since, "new")
        await goes_on(before, "old", "old")
        await rollout.types(BACK)
        await goes_on(before, "old", "old", "old")
        await since.signal("next_round")
        await until(lambda: has_failed_tasks(since), "the older release to give up")
        await rollout.types(FORWARD)
        await since.signal("next_round")
        assert await since.result() == ["new", "new", "new"]


async def test_what_began_a_patch_stays_with_the_newer_release_where_it_is_pinned(
    rollout: Rollout,
) -> None:
    async with (
        serving(await rollout.worker(OLDER, Unaware)),
        serving(await rollout.worker(NEWER, Patched)),
    ):
        await rollout.types(FORWARD)
        since = await rollout.begin("since")
        await goes_on(since, "new")
        await rollout.types(PIN)
        await until(lambda: is_pinned(since), "the batch to be done")
        await rollout.types(BACK)
        after = await rollout.begin("after")
        await goes_on(after, "old")
        await goes_on(since, "new", "new")
        await goes_on(since, "new", "new", "new")
        assert not await has_failed_tasks(since)


async def is_pinned(handle: Handle) -> bool:
    info = (await handle.describe()).raw_description.workflow_execution_info
    return info.versioning_info.HasField("versioning_override")


async def test_a_patch_that_was_released_as_understood_is_safe_to_go_back_to(
    rollout: Rollout,
) -> None:
    async with (
        serving(await rollout.worker(OLDER, Patched, begins=False)),
        serving(await rollout.worker(NEWER, Patched)),
    ):
        await rollout.types(BACK)
        before = await rollout.begin("before")
        await goes_on(before, "old")
        await rollout.types(FORWARD)
        since = await rollout.begin("since")
        await goes_on(since, "new")
        await goes_on(before, "old", "old")
        await rollout.types(BACK)
        meanwhile = await rollout.begin("meanwhile")
        await goes_on(meanwhile, "old")
        await goes_on(since, "new", "new")
        await rollout.types(FORWARD)
        await goes_on(meanwhile, "old", "old")
        await rollout.types(BACK)
        for handle, way in ((before, "old"), (since, "new"), (meanwhile, "old")):
            await handle.signal("next_round")
            assert await handle.result() == [way] * 3
            assert not await has_failed_tasks(handle)


def test_a_patch_is_begun_unless_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert patches.begins(asks_for(PATCH))
    monkeypatch.setattr(patches, "NOT_BEGUN_YET", frozenset({PATCH}))
    assert not patches.begins(asks_for(PATCH))
    assert patches.begins(asks_for("another"))


def asks_for(patch: str) -> PatchActivationInput:
    return PatchActivationInput(workflow_info=Mock(), patch_id=patch)
