"""What Temporal starts by the clock; each is seen in its UI, and can be paused there."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)

from domain.business_calendar import DIGEST_AT
from relay.executions import PATIENCE
from texts.processes import name_process
from workflows.audit import Audit
from workflows.digest import HelpdeskDigest
from workflows.found_by import line
from workflows.purge import Purge
from workflows.reconciliation import Reconciliation
from workflows.steps import ENROLMENT_QUEUE

MAY_BE_LATE = timedelta(days=1)
"""How long after its time a run still takes place, when Temporal was away."""

MORNING_ENDS = timedelta(hours=8)
"""Likewise for the digest, which is of use on its day alone."""

ONE_HOUR = timedelta(hours=1)


def _start(run: Callable[..., Awaitable[None]], name: str) -> ScheduleActionStartWorkflow:
    """Start a workflow whose id begins with this name, and say in the UI what it is."""
    about = name_process(name)
    return ScheduleActionStartWorkflow(
        run,
        id=name,
        task_queue=ENROLMENT_QUEUE,
        static_summary=about,
        typed_search_attributes=line(about),
    )


SCHEDULES = {
    "audit": Schedule(
        action=_start(Audit.run, "audit"),
        spec=ScheduleSpec(
            calendars=[ScheduleCalendarSpec(hour=[ScheduleRange(4)], minute=[ScheduleRange(30)])],
            time_zone_name="Asia/Tokyo",
        ),
        policy=SchedulePolicy(catchup_window=MAY_BE_LATE),
    ),
    "purge": Schedule(
        action=_start(Purge.run, "purge"),
        spec=ScheduleSpec(
            calendars=[ScheduleCalendarSpec(hour=[ScheduleRange(3)], minute=[ScheduleRange(30)])],
            time_zone_name="Asia/Tokyo",
        ),
        policy=SchedulePolicy(catchup_window=MAY_BE_LATE),
    ),
    "helpdesk-digest": Schedule(
        action=_start(HelpdeskDigest.run, "helpdesk-digest"),
        spec=ScheduleSpec(
            calendars=[
                ScheduleCalendarSpec(
                    hour=[ScheduleRange(DIGEST_AT.hour)], minute=[ScheduleRange(DIGEST_AT.minute)]
                )
            ],
            time_zone_name="Asia/Tokyo",
        ),
        # A mail that cannot go yet never holds up the next day's, which calls it off.
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.ALLOW_ALL, catchup_window=MORNING_ENDS),
    ),
    "reconcile": Schedule(
        action=_start(Reconciliation.run, "reconcile"),
        spec=ScheduleSpec(
            calendars=[
                ScheduleCalendarSpec(hour=[ScheduleRange(0, 23)], minute=[ScheduleRange(20)])
            ],
        ),
        # Whichever comes next sees all that the ones before would have seen.
        policy=SchedulePolicy(catchup_window=ONE_HOUR),
    ),
}


def runs_every(schedule: Schedule) -> timedelta:
    """How long after one run the next is due."""
    (calendar,) = schedule.spec.calendars
    return timedelta(days=1) / sum(each.end - each.start + 1 for each in calendar.hour)


def late_after(schedule: Schedule) -> timedelta:
    """How long after a run the next is overdue: by as long again, at most by two hours."""
    every = runs_every(schedule)
    return every + min(every, 2 * ONE_HOUR)


async def keep_schedules(client: Client) -> None:
    """See that every schedule is there and as this release has it; whoever paused one decides."""
    for name, schedule in SCHEDULES.items():
        try:
            await client.create_schedule(name, schedule, rpc_timeout=PATIENCE)
        except ScheduleAlreadyRunningError:
            handle = client.get_schedule_handle(name)
            await handle.update(partial(_renewed, schedule), rpc_timeout=PATIENCE)


def _renewed(schedule: Schedule, there: ScheduleUpdateInput) -> ScheduleUpdate:
    return ScheduleUpdate(replace(schedule, state=there.description.schedule.state))
