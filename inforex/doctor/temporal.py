"""Temporal: what it needs to have, who takes its tasks, what it starts by the clock."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from temporalio.api.taskqueue.v1 import PollerInfo
from temporalio.client import Client, ScheduleDescription
from temporalio.service import RPCError, RPCStatusCode

from inforex.doctor.findings import Finding, note, ok, unknown, wrong
from relay.connection import TEMPORAL_TROUBLE, connect_to_temporal
from relay.executions import PATIENCE
from relay.obstacles import Obstacle, address_of, not_answered, not_connected
from relay.pollers import pollers_of
from relay.preparation import find_obstacles
from relay.schedules import ONE_HOUR, SCHEDULES, late_after, runs_every
from workflows.imports import IMPORT_QUEUE
from workflows.mails import MAIL_QUEUE
from workflows.steps import ENROLMENT_QUEUE

ABOUT = "temporal"
QUEUES = (ENROLMENT_QUEUE, MAIL_QUEUE, IMPORT_QUEUE)


async def look_at_temporal(now: datetime) -> list[Finding]:
    """Ask Temporal all that web and workers need of it."""
    try:
        client = await connect_to_temporal()
    except RuntimeError as error:
        return [_in_the_way(not_connected(error))]
    obstacles = [_in_the_way(each) for each in await find_obstacles(client)]
    if obstacles:
        return obstacles
    try:
        return [
            ok(ABOUT, f"{address_of(client)} has all of the namespace {client.namespace}."),
            *[_about_workers(queue, await pollers_of(client, queue)) for queue in QUEUES],
            *[await _about_schedule(client, name, now) for name in SCHEDULES],
        ]
    except TEMPORAL_TROUBLE as error:
        return [_in_the_way(not_answered(error, client, "for its workers and schedules"))]


def _in_the_way(obstacle: Obstacle) -> Finding:
    finding = wrong if obstacle.hinders else note
    return finding(ABOUT, obstacle.what, obstacle.remedy)


def _about_workers(queue: str, pollers: Sequence[PollerInfo]) -> Finding:
    about = f"worker of {queue}"
    if not pollers:
        return wrong(about, "Nobody takes its tasks.", "Start a worker, and look into its log.")
    names = ", ".join(sorted(_names(pollers)))
    return ok(about, f"{len(pollers)} take tasks: {names}.")


def _names(pollers: Iterable[PollerInfo]) -> Iterator[str]:
    for poller in pollers:
        build = poller.deployment_options.build_id
        yield f"{poller.identity} of build {build}" if build else poller.identity


async def _about_schedule(client: Client, name: str, now: datetime) -> Finding:
    about = f"schedule {name}"
    try:
        found = await client.get_schedule_handle(name).describe(rpc_timeout=PATIENCE)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return wrong(about, "It is not there.", "A worker makes it when it starts.")
        raise
    if found.schedule.state.paused:
        said = found.schedule.state.note or "without a note"
        return note(
            about, f"It is paused ({said}).", f"`temporal schedule toggle --unpause -s {name}`"
        )
    return _about_runs(name, found, now)


def _about_runs(name: str, found: ScheduleDescription, now: datetime) -> Finding:
    about, every = f"schedule {name}", runs_every(SCHEDULES[name])
    runs = [run.started_at for run in found.info.recent_actions]
    last = max(runs, default=None)
    since = last or found.info.created_at
    if now - since > late_after(SCHEDULES[name]):
        return wrong(
            about,
            f"It should run every {every / ONE_HOUR:.0f} h, "
            f"and last did {since:%Y-%m-%d %H:%M} UTC.",
            "Look at it in Temporal's UI, and at what its last run waits for.",
        )
    if last is None:
        return unknown(about, "It is there, and has had no time to run yet.")
    return ok(about, f"It ran {last:%Y-%m-%d %H:%M} UTC.")
