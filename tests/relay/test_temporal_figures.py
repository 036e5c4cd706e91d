"""Operators hear of each workflow that failed, once, and when the schedules last ran."""

import asyncio

import pytest
from structlog.testing import capture_logs
from temporalio.client import Client

from db import outbox
from db.tables.operation import FailedRun, Outbox
from db.tallies import Event, tallies
from db.temporal_runs import schedule_runs
from relay.delivery import Relay
from relay.schedules import SCHEDULES, keep_schedules
from relay.temporal_figures import TemporalFigures
from rig.applications import Applications, now
from rig.waiting import until
from tests.relay.runs import ENDS, Status, ended

TELLS = {Status.FAILED, Status.TIMED_OUT}


@pytest.mark.usefixtures("relay")  # it has settled in
@pytest.mark.parametrize("how", [each for each in ENDS if each is not None])
async def test_a_workflow_that_failed_leaves_one_line_whoever_looks_and_no_other_end_does(
    applications: Applications,
    client: Client,
    how: Status,
) -> None:
    number = await applications.invited()
    await ended(client, number, how, "Enrolment")
    lines = await lines_of(client, number, expected=int(how in TELLS))
    counted = await tallies(Event.RUN_FAILED)
    if how in TELLS:
        (line,) = lines
        assert (line["event"], line["log_level"]) == ("workflow.failed", "error")
        assert (line["workflow"], line["code"]) == ("Enrolment", how.name)
        assert line["tried"]
        assert counted[how.name] >= 1
    else:
        assert lines == []


async def lines_of(client: Client, number: str, expected: int) -> list[dict[str, object]]:
    """What three workers that look together tell of it, once Temporal's list has it."""
    which = f"WorkflowId = '{number}' AND CloseTime IS NOT NULL"

    async def is_listed() -> bool:
        return (await client.count_workflows(which)).count == 1

    await until(is_listed, "Temporal's list to have it")
    workers = [TemporalFigures(client) for _ in range(3)]
    with capture_logs() as lines:
        for _ in range(2):
            await asyncio.gather(*(worker.one_look() for worker in workers))
    assert await FailedRun.count().where(FailedRun.process == number) == expected
    return [dict(line) for line in lines if line.get("process") == number]


@pytest.mark.usefixtures("relay")
async def test_when_schedules_last_ran_and_whether_they_are_paused_is_noted(
    client: Client,
) -> None:
    figures = TemporalFigures(client)
    before = now()
    await keep_schedules(client)
    await figures.one_look()
    known = {each.schedule: each for each in await schedule_runs()}
    assert known.keys() == SCHEDULES.keys()
    await client.get_schedule_handle("helpdesk-digest").pause()
    await client.get_schedule_handle("purge").trigger()

    async def has_run() -> bool:
        description = await client.get_schedule_handle("purge").describe()
        return any(each.started_at >= before for each in description.info.recent_actions)

    await until(has_run, "the schedule to start its workflow")
    await figures.one_look()
    runs = {each.schedule: each for each in await schedule_runs()}
    assert runs["purge"].last_run_at is not None
    assert runs["purge"].last_run_at >= before
    assert not runs["purge"].paused
    assert runs["helpdesk-digest"].paused
    await client.get_schedule_handle("purge").delete()
    await client.get_schedule_handle("helpdesk-digest").delete()
    await figures.one_look()
    assert len(await schedule_runs()) == len(SCHEDULES)


async def test_deliveries_that_failed_are_counted_by_their_code(
    applications: Applications, relay: Relay
) -> None:
    """What Temporal refuses, and what could not be asked of it at all."""
    await applications.invited()
    await Outbox.raw(
        "UPDATE outbox SET signal = 'mail_bounced', payload = jsonb_build_object('key', repeat("
        "'x', 3000000))"
    )
    await outbox.tell("cancellation-999999", "start", now())
    await relay.one_round()
    assert await tallies(Event.DELIVERY_FAILED) == {"INVALID_ARGUMENT": 1, "LookupError": 1}
