"""Finds workflows whose own code fails, and forgets what fails no more.

A step that fails is told of by the worker that tries it. A workflow whose code fails, or that no
worker knows, tells nothing by itself; and of a workflow that somebody ended nothing tells that its
steps fail no more.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.failing import PATIENCE, REPORTED_PROBLEMS, see_to
from clock import utc_now
from db import troubles
from domain.needs import TroubleKind
from relay.rounds import round_after_round

BETWEEN_LOOKS = timedelta(seconds=10)
MOST_RUNS = 100


class StuckTasks:
    """Looks again and again; any number of processes may do so at once."""

    def __init__(self, client: Client, clock: Callable[[], datetime] = utc_now) -> None:
        self._client = client
        self._clock = clock

    async def run(self) -> None:
        """Look until cancelled; Temporal or the database may be away for a while."""
        await round_after_round("stuck_tasks", self.one_look, BETWEEN_LOOKS)

    async def one_look(self) -> None:
        """See to every workflow that Temporal reports, and to every one that is noted."""
        for process in {*await self._reported(), *await _noted()}:
            await see_to(self._client, process, self._clock())

    async def _reported(self) -> set[str]:
        query = f"{REPORTED_PROBLEMS.name} IS NOT NULL AND ExecutionStatus = 'Running'"
        runs = self._client.list_workflows(query, limit=MOST_RUNS, rpc_timeout=PATIENCE)
        try:
            return {run.id async for run in runs}
        except RPCError as error:
            # Older servers report none, and do not know the question.
            if error.status is RPCStatusCode.INVALID_ARGUMENT:
                return set()
            raise


async def _noted() -> set[str]:
    noted = await troubles.troubles()
    failing = [each for each in noted if each.kind is TroubleKind.STEP_FAILING]
    return {each.process for each in failing[:MOST_RUNS]}
