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

from db import mails, outbox, resumption
from domain.policy import Policy
from workflows.display import initial_attributes
from workflows.enrolment import Enrolment
from workflows.late_mails import LateMails
from workflows.messages import SIGNALS, StartEnrolment, StartLateMails
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
    """Delivers news in order per application, each until Temporal has it.

    Any number of processes may do so at once: a row of the outbox is locked while it is delivered.
    """

    def __init__(
        self, client: Client, policy: Policy, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._client = client
        self._policy = policy
        self._clock = clock
        self._at_once = asyncio.Semaphore(NUDGES_AT_ONCE)

    async def nudge(self, application_number: str) -> None:
        """Deliver an application's news now if that is possible; never raises.

        With Temporal away, or many nudges under way, the worker's rounds do it later.
        """
        if self._at_once.locked():
            return
        async with self._at_once:
            await self._deliver_all(application_number)

    async def run(self) -> None:
        """Deliver whatever waits, round after round, until cancelled."""
        while True:
            try:
                await self.one_round()
            except (*TEMPORAL_TROUBLE, *DATABASE_TROUBLE) as trouble:
                log.warning("relay.waits", trouble=type(trouble).__name__)
            await asyncio.sleep(BETWEEN_ROUNDS.total_seconds())

    async def one_round(self) -> None:
        """See that Temporal is the one we know, then deliver what waits."""
        await self._resume_in_a_new_temporal()
        for application_number in await outbox.waiting():
            await self._deliver_all(application_number)

    async def _deliver_all(self, application_number: str) -> None:
        try:
            while await self._deliver_next(application_number):
                pass
        except (*TEMPORAL_TROUBLE, *DATABASE_TROUBLE) as trouble:
            log.warning(
                "relay.not_delivered",
                application=application_number,
                trouble=type(trouble).__name__,
            )

    async def _deliver_next(self, application_number: str) -> bool:
        async with outbox.next_news(application_number, self._clock()) as news:
            if news is None:
                return False
            if news.application_closed:
                # A late nudge must not start a second life; the page tells what was decided.
                await self._send_late_mails(news)
                return True
            await self._start(
                resumption.OpenApplication(application_number, news.stage, news.deadline),
                news,
            )
            return True

    async def _send_late_mails(self, news: outbox.News) -> None:
        """Send what fell due by news about an application that is closed."""
        if await mails.due(news.application_number):
            with contextlib.suppress(WorkflowAlreadyStartedError):
                await self._client.start_workflow(
                    LateMails.run,
                    StartLateMails(news.application_number, self._policy),
                    id=f"{news.application_number}-mails-{news.id}",
                    task_queue=ENROLMENT_QUEUE,
                    id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                    static_summary=f"終了した申請のメール {news.application_number}",
                    rpc_timeout=PATIENCE,
                )

    async def _start(
        self, application: resumption.OpenApplication, news: outbox.News | None = None
    ) -> None:
        """Start the workflow unless it runs, with a signal if there is one; once is enough."""
        signal = news.signal if news is not None and news.signal in SIGNALS else None
        message = SIGNALS[signal](**news.payload) if news is not None and signal else None
        with contextlib.suppress(WorkflowAlreadyStartedError):
            await self._client.start_workflow(
                Enrolment.run,
                StartEnrolment(application.application_number, self._policy),
                id=application.application_number,
                task_queue=ENROLMENT_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                search_attributes=initial_attributes(application.stage, application.deadline),
                static_summary=f"加入申請 {application.application_number}",
                start_signal=signal,
                start_signal_args=[message] if message is not None else [],
                rpc_timeout=PATIENCE,
            )

    async def _resume_in_a_new_temporal(self) -> None:
        """If Temporal's data was lost, start every open application again from the facts."""
        answer = await self._client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=self._client.namespace), timeout=PATIENCE
        )
        namespace_id = answer.namespace_info.id
        if await resumption.temporal_home() == namespace_id:
            return
        async for application in resumption.open_applications():
            await self._start(application)
        await resumption.settle_in(namespace_id, self._clock())
