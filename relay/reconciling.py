"""Finds open processes that no workflow drives, whatever ended it, and gives them one.

A workflow can fail by a fault of ours, and operators can cancel, terminate and delete it. What is
open is said by PostgreSQL alone; a new workflow goes on from the facts.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from temporalio.client import Client

from clock import utc_now
from db import temporal_recovery, troubles
from db.outbox import OutboxMessage
from domain.enrolment.policy import Policy
from domain.needs import TroubleKind
from logs import tell_stuck
from relay import executions
from relay.home import namespace_id
from relay.pressure import Pressure
from relay.processes import BEGINNING, batches, launch_for, open_processes
from relay.reasons import reason, something_is_away
from relay.rounds import round_after_round
from relay.starting import Starter

log = structlog.get_logger()

EVERY = timedelta(seconds=20)
"""So often one of all workers looks."""

TOGETHER = 1_000
"""How many processes are asked for in one question to Temporal."""

CONCURRENCY = 8

MAIL_IS_LATE = timedelta(minutes=1)
"""How long it may be on its way, unless a workflow says so."""

SHORTEST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=30)
WITHIN = timedelta(hours=1)
"""What ends again within this is started again after a pause, each longer than the last."""


class Reconciler:
    """Looks again and again; any number of processes may do so at once."""

    def __init__(
        self, client: Client, policy: Policy, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._client = client
        self._policy = policy
        self._clock = clock
        self._starter = Starter(client, policy)
        self._pressure = Pressure(CONCURRENCY)

    async def run(self) -> None:
        """Look whenever nobody else did for a while, until cancelled."""
        await round_after_round("reconciler", self._look_in_turn, EVERY / 4)

    async def _look_in_turn(self) -> None:
        if await temporal_recovery.claim_turn(self._clock(), EVERY):
            await self.one_look()

    async def one_look(self) -> None:
        """See that every open process has a workflow that runs; note those that have none yet."""
        if await temporal_recovery.temporal_home() != await namespace_id(self._client):
            return  # the relay starts everything there
        missing: set[str] = set()
        queued_by = self._clock() - MAIL_IS_LATE
        async for processes in batches(open_processes(queued_by), TOGETHER):
            missing |= await self._mend_all(await self._without_workflow(processes))
        await troubles.clear_all_but(missing, TroubleKind.WORKFLOW_MISSING)
        await troubles.forget_news_that_are_gone()

    async def _without_workflow(self, processes: Sequence[str]) -> set[str]:
        """Those that Temporal's list does not show to run; the list lags, so they may run."""
        named = ", ".join(f"'{process}'" for process in processes)
        which = f"WorkflowId IN ({named}) AND {executions.OPEN}"
        # To count is many times cheaper than to list, and nearly always says all.
        if await executions.count(self._client, which) == len(processes):
            return set()
        running = await executions.ids(self._client, which)
        return await temporal_recovery.without_pending_messages({*processes} - running)

    async def _mend_all(self, processes: set[str]) -> set[str]:
        """Give a workflow to those that need one; the rest are those that still have none."""
        missing: set[str] = set()
        await self._pressure.all_calls(self._mend(process, missing) for process in processes)
        return missing

    async def _mend(self, process: str, missing: set[str]) -> None:
        try:
            why = await self._mended(process)
        except Exception as error:
            if something_is_away(error):
                raise
            why = reason(BEGINNING, error)
        if why is not None:
            missing.add(process)
            if await troubles.note(process, TroubleKind.WORKFLOW_MISSING, why, self._clock()):
                tell_stuck(process, TroubleKind.WORKFLOW_MISSING, why)

    async def _mended(self, process: str) -> str | None:
        """See that a process has a workflow if it needs one; gives why it has none yet."""
        launch = await launch_for(OutboxMessage(process, BEGINNING), self._policy)
        if launch is None:
            return None
        last = await executions.newest_run(self._client, launch.id)
        if last is not None and last.closed_at is None:
            return None  # it runs, or an operator paused it
        if last is not None and await self._has_to_pause(launch.id, last.closed_at):
            return f"{last.workflow}: {last.status}"
        await self._starter.bring(OutboxMessage(process, BEGINNING))
        last_end = "NOT_FOUND" if last is None else last.status
        await temporal_recovery.record_restart(process, last_end, self._clock())
        log.warning("reconciler.restarted", process=process, last_end=last_end)
        return None

    async def _has_to_pause(self, workflow_id: str, ended: datetime | None) -> bool:
        """Whether it ended again and again, and not long enough ago."""
        now = self._clock()
        since = (now - WITHIN).isoformat()
        ends = await executions.count(
            self._client,
            f"WorkflowId = '{workflow_id}' AND CloseTime > '{since}'"
            " AND ExecutionStatus != 'ContinuedAsNew'",
        )
        return now < (ended or now) + _pause_after(ends)


def _pause_after(ends: int) -> timedelta:
    if ends <= 1:
        return timedelta(0)
    return min(LONGEST_PAUSE, SHORTEST_PAUSE * (1 << (ends - 2)))
