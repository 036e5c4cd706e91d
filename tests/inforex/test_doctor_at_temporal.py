"""What `inforex doctor` finds wrong with workers and schedules at a Temporal that answers."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio.client import Client

from clock import utc_now
from inforex.doctor.findings import Finding, Standing
from inforex.doctor.temporal import QUEUES, look_at_temporal
from relay.schedules import SCHEDULES, keep_schedules
from rig.servers import start_temporal
from rig.waiting import until
from rig.workflows.serving import serving
from settings import Settings, WorkerIdentity
from worker import mail_worker
from workflows.mails import MAIL_QUEUE


@pytest.fixture
async def client(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    """At a Temporal of its own that has everything but workers."""
    with start_temporal() as address:
        monkeypatch.setenv("TEMPORAL_ADDRESS", address)
        client = await Client.connect(address)
        await keep_schedules(client)
        yield client


async def found(later: timedelta = timedelta()) -> dict[str, Finding]:
    """What is found of each thing, or would be later if nothing happened until then."""
    return {each.about: each for each in await look_at_temporal(utc_now() + later)}


async def late_after(later: timedelta) -> set[str]:
    """Schedules that are wrong by then."""
    look = await found(later)
    return {name for name in SCHEDULES if look[f"schedule {name}"].standing is Standing.WRONG}


@pytest.mark.usefixtures("client")
async def test_a_schedule_is_late_by_its_own_period() -> None:
    assert await late_after(timedelta()) == set()
    assert await late_after(timedelta(hours=3)) == {"reconcile"}
    assert await late_after(timedelta(hours=25)) == {"reconcile"}
    assert await late_after(timedelta(hours=27)) == set(SCHEDULES)
    look = await found(timedelta(hours=49))
    assert look["schedule reconcile"].says.startswith("It should run every 1 h, and last did 20")
    assert look["schedule purge"].says.startswith("It should run every 24 h, and last did 20")
    assert "Temporal's UI" in look["schedule purge"].remedy


async def test_queues_that_nobody_takes_tasks_of_are_wrong_and_a_worker_is_told_with_its_build(
    client: Client, settings: Settings
) -> None:
    empty = await found()
    for queue in QUEUES:
        assert empty[f"worker of {queue}"].standing is Standing.WRONG
        assert empty[f"worker of {queue}"].says == "Nobody takes its tasks."
    build = replace(settings, worker=WorkerIdentity("2026-11-29.1", None))
    async with serving(mail_worker(client, build)):

        async def is_seen() -> bool:
            return (await found())[f"worker of {MAIL_QUEUE}"].standing is Standing.OK

        await until(is_seen, "Temporal to know the worker")
        look = await found()
    assert look[f"worker of {MAIL_QUEUE}"].says.startswith("1 take tasks: ")
    assert look[f"worker of {MAIL_QUEUE}"].says.endswith(" of build 2026-11-29.1.")
    others = {look[f"worker of {queue}"].standing for queue in QUEUES if queue != MAIL_QUEUE}
    assert others == {Standing.WRONG}
