"""The database is away at every step of every workflow, and all ends as if nothing had been."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.client import Client

from rig.outages.gate import StepName
from rig.outages.proxy import Outage
from rig.outages.rounds import Round, play
from rig.outages.world import World
from tests.workflows.test_replay import HISTORIES, recorded
from worker import enrolment_worker, import_worker, mail_worker

PATIENCE = 180.0
BEGUN_NO_MORE = {"LateMails"}
"""Workflows that end as an earlier release began them."""

IN_THIS_ORDER = (Outage.REFUSED, Outage.CUT, Outage.HANGING)


@pytest.fixture(scope="module")
def calm(world: World) -> Round[Outage]:
    """All lives while nothing is away."""
    return world.run(play(world, world.database, patience=PATIENCE))


async def test_every_step_of_every_workflow_is_taken(world: World, calm: Round[Outage]) -> None:
    client = await Client.connect(world.temporal_address)
    made = [make(client, world.settings) for make in (enrolment_worker, mail_worker, import_worker)]
    known = {step.__name__ for worker in made for step in worker.config()["activities"]}
    assert {taken.step for taken in calm.steps} == known - {"unknown_step"}
    recorded_steps = set(itertools.chain.from_iterable(map(steps_of, HISTORIES)))
    assert {each for each in recorded_steps if each.workflow not in BEGUN_NO_MORE} <= calm.steps
    assert calm.sent_twice == []


async def test_with_the_database_away_at_every_step_in_every_way_nothing_is_lost_or_done_twice(
    world: World, calm: Round[Outage]
) -> None:
    disturbed = await play(world, world.database, IN_THIS_ORDER, patience=PATIENCE)
    met = {(meeting.step, meeting.outage) for meeting in disturbed.meetings if meeting.felt}
    assert met == set(itertools.product(calm.steps, IN_THIS_ORDER))
    assert disturbed.traces == calm.traces
    assert disturbed.sent_twice == []


def steps_of(history: Path) -> Iterator[StepName]:
    """The steps that a recorded workflow took, as ordinary activities and as local ones."""
    first, *events = recorded(history).events
    workflow = first.workflow_execution_started_event_attributes.workflow_type.name
    for event in events:
        if event.HasField("activity_task_scheduled_event_attributes"):
            taken = event.activity_task_scheduled_event_attributes.activity_type.name
            yield StepName(workflow, taken)
        marker = event.marker_recorded_event_attributes
        if marker.marker_name == "core_local_activity":
            (about,) = marker.details["data"].payloads
            yield StepName(workflow, json.loads(about.data)["activity_type"])
