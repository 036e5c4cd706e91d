"""What operators are to know of Temporal's own runs: workflows that failed, schedules' last runs.

Any number of workers may look: whoever notes a failed run first tells of it.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from temporalio.client import Client, WorkflowExecution
from temporalio.service import RPCError, RPCStatusCode

from clock import utc_now
from db.temporal_runs import FailedRun, ScheduleRun, note_failed, note_schedule
from relay.executions import PATIENCE
from relay.rounds import round_after_round
from relay.schedules import SCHEDULES

log = structlog.get_logger()

BETWEEN_LOOKS = timedelta(seconds=20)

LOOKS_BACK = timedelta(hours=1)
"""Temporal's list lags by seconds; nothing fails while no worker runs, unless of a timeout."""

MOST_RUNS = 1_000


class TemporalFigures:
    """Looks again and again, until cancelled."""

    def __init__(self, client: Client, clock: Callable[[], datetime] = utc_now) -> None:
        self._client = client
        self._clock = clock

    async def run(self) -> None:
        """Look until cancelled; Temporal or the database may be away for a while."""
        await round_after_round("temporal_figures", self.one_look, BETWEEN_LOOKS)

    async def one_look(self) -> None:
        """Tell of each workflow that failed, once; note when the schedules ran."""
        for run in await note_failed(await self._failed()):
            log.error(
                "workflow.failed",
                process=run.process,
                workflow=run.workflow,
                code=run.status,
                run_id=run.run_id,
                tried="to run it to its end",
            )
        for schedule in SCHEDULES:
            run_of_it = await self._last_run(schedule)
            if run_of_it is not None:
                await note_schedule(run_of_it, self._clock())

    async def _failed(self) -> list[FailedRun]:
        since = (self._clock() - LOOKS_BACK).isoformat()
        which = f"ExecutionStatus IN ('Failed', 'TimedOut') AND CloseTime > '{since}'"
        runs = self._client.list_workflows(which, limit=MOST_RUNS, rpc_timeout=PATIENCE)
        return [_failed(run) async for run in runs]

    async def _last_run(self, schedule: str) -> ScheduleRun | None:
        try:
            handle = self._client.get_schedule_handle(schedule)
            there = await handle.describe(rpc_timeout=PATIENCE)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise
        latest = max((each.started_at for each in there.info.recent_actions), default=None)
        return ScheduleRun(schedule, latest, there.schedule.state.paused)


def _failed(run: WorkflowExecution) -> FailedRun:
    return FailedRun(
        run_id=run.run_id,
        process=run.id,
        workflow=run.workflow_type,
        status=run.status.name if run.status is not None else "",
        closed_at=run.close_time or datetime.min.replace(tzinfo=UTC),
    )
