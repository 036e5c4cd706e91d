"""Brings the news in the outbox to Temporal: at once from a page, else soon from the worker."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import asyncpg
import structlog
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from db import outbox
from db.enrolment import resumption
from db.outbox import News
from domain.policy import Policy
from relay.processes import launch_for, open_processes
from relay.schedules import keep_schedules
from workflows.steps import ENROLMENT_QUEUE

log = structlog.get_logger()

# A lazy client that cannot connect raises a RuntimeError, a connected one an RPCError.
TEMPORAL_TROUBLE = (RPCError, RuntimeError)
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
        self._namespace_id = ""

    async def nudge(self, process: str) -> None:
        """Deliver a process's news now if that is possible; never raises.

        With Temporal away, or many nudges under way, the worker's rounds do it later.
        """
        if self._at_once.locked():
            return
        async with self._at_once:
            await self._deliver_all(process)

    async def run(self) -> None:
        """Deliver whatever waits, round after round, until cancelled; see to the schedules."""
        scheduled_in = ""
        while True:
            try:
                await self.one_round()
                if scheduled_in != self._namespace_id:
                    await keep_schedules(self._client)
                    scheduled_in = self._namespace_id
            except (*TEMPORAL_TROUBLE, *DATABASE_TROUBLE) as trouble:
                log.warning("relay.waits", trouble=type(trouble).__name__)
            await asyncio.sleep(BETWEEN_ROUNDS.total_seconds())

    async def one_round(self) -> None:
        """See that Temporal is the one we know, then deliver what waits."""
        await self._resume_in_a_new_temporal()
        for process in await outbox.waiting():
            await self._deliver_all(process)

    async def _deliver_all(self, process: str) -> None:
        try:
            while await self._deliver_next(process):
                pass
        except (*TEMPORAL_TROUBLE, *DATABASE_TROUBLE) as trouble:
            log.warning("relay.not_delivered", process=process, trouble=type(trouble).__name__)

    async def _deliver_next(self, process: str) -> bool:
        async with outbox.next_news(process, self._clock()) as news:
            if news is None:
                return False
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
        answer = await self._client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=self._client.namespace), timeout=PATIENCE
        )
        self._namespace_id = answer.namespace_info.id
        if await resumption.temporal_home() == self._namespace_id:
            return
        async for process in open_processes():
            await self._deliver(News(process, "start"))
        await resumption.settle_in(self._namespace_id, self._clock())
