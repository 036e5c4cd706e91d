"""Brings the news in the outbox to Temporal: at once from a page, else soon from the worker."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import asyncpg
import structlog
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from db import outbox
from db.outbox import News
from domain.policy import Policy
from logs import trouble_of
from relay.connection import TEMPORAL_TROUBLE
from relay.home import Home, OtherTemporalError
from relay.processes import launch_for, open_processes
from relay.schedules import keep_schedules
from workflows.steps import ENROLMENT_QUEUE

log = structlog.get_logger()

DATABASE_TROUBLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)

PATIENCE = timedelta(seconds=3)
BETWEEN_ROUNDS = timedelta(seconds=1)
NUDGES_AT_ONCE = 4


def utc_now() -> datetime:
    return datetime.now(UTC)


class Relay:
    """Delivers news in order per process, each until Temporal has it.

    Any number of processes may do so at once: a row of the outbox is locked while it is delivered.
    """

    def __init__(
        self, client: Client, policy: Policy, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._client = client
        self._policy = policy
        self._clock = clock
        self._at_once = asyncio.Semaphore(NUDGES_AT_ONCE)
        self._home = Home(client, clock)

    async def nudge(self, process: str) -> None:
        """Deliver a process's news now if that is possible; never raises.

        With Temporal away, many nudges under way, or the processes in another Temporal than ours,
        the worker's rounds do it later.
        """
        if self._at_once.locked():
            return
        async with self._at_once:
            await self._deliver_all(process)

    async def run(self) -> None:
        """Deliver whatever waits, round after round, until cancelled; see to the schedules."""
        scheduled_in = ""
        while True:
            tried = "to deliver what waits"
            try:
                here = await self.one_round()
                tried = "to keep the schedules"
                if here and scheduled_in != here:
                    await keep_schedules(self._client)
                    scheduled_in = here
            except (*TEMPORAL_TROUBLE, *DATABASE_TROUBLE) as trouble:
                log.warning("relay.waits", tried=tried, **trouble_of(trouble))
            await asyncio.sleep(BETWEEN_ROUNDS.total_seconds())

    async def one_round(self) -> str:
        """See that Temporal is the one we know, then deliver what waits.

        Gives the id of its namespace; none when that is others' to do, in another Temporal.
        """
        here = await self._home.ask()
        if await self._home.was_moved_away():
            return ""
        await self._resume_in_a_new_temporal()
        for process in await outbox.waiting():
            await self._deliver_all(process)
        return here

    async def _deliver_all(self, process: str) -> None:
        try:
            await self._home.know()
            while await self._deliver_next(process):
                pass
        except OtherTemporalError:
            log.info("relay.left_to_the_workers", process=process)
        except (*TEMPORAL_TROUBLE, *DATABASE_TROUBLE) as trouble:
            tried = "to deliver its news"
            log.warning("relay.not_delivered", process=process, tried=tried, **trouble_of(trouble))

    async def _deliver_next(self, process: str) -> bool:
        async with outbox.next_news(process, self._clock()) as news:
            if news is None:
                return False
            await self._home.require()
            await self._deliver(news)
            return True

    async def _deliver(self, news: News) -> None:
        """Start the workflow unless it runs, with a signal if there is one; once is enough."""
        launch = await launch_for(news, self._policy)
        if launch is None:
            return
        message = launch.message(news)
        with contextlib.suppress(WorkflowAlreadyStartedError):
            await self._client.start_workflow(
                launch.workflow,
                launch.start,
                id=launch.id,
                task_queue=ENROLMENT_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                search_attributes=launch.attributes,
                static_summary=launch.summary,
                start_signal=message[0] if message else None,
                start_signal_args=[message[1]] if message else [],
                rpc_timeout=PATIENCE,
            )

    async def _resume_in_a_new_temporal(self) -> None:
        """If Temporal's data was lost, start every open process again from the facts."""
        if not await self._home.is_new():
            return
        await self._home.move_out()
        async for process in open_processes():
            await self._deliver(News(process, "start"))
        await self._home.settle()
