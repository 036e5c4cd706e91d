"""Brings news to a living workflow: one that runs, or a new one that goes on from the facts."""

from datetime import timedelta

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from db.outbox import RETRY, OutboxMessage
from domain.enrolment.policy import Policy
from relay.processes import Launch, launch_for
from relay.retrying import try_at_once
from workflows.found_by import line
from workflows.steps import ENROLMENT_QUEUE

PATIENCE = timedelta(seconds=3)

# Failed, cancelled, terminated or timed out: the facts decide whether there is more to do.
UNLESS_COMPLETED = WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY
WHATEVER_BECAME_OF_IT = WorkflowIDReusePolicy.ALLOW_DUPLICATE


class Starter:
    """Starts the workflow of a process unless one runs, and signals it."""

    def __init__(self, client: Client, policy: Policy) -> None:
        self._client = client
        self._policy = policy

    async def bring(self, news: OutboxMessage) -> None:
        """See that a living workflow has the news, if the facts say that one is needed.

        Twice is once. Raises whatever hinders it: `RPCError`, what the database raises, or
        `LookupError` and `TypeError` for news that this release can make nothing of.
        """
        if news.signal == RETRY:
            # Of any workflow, also of those that no news begin, such as the purge.
            await try_at_once(self._client, news.process)
            return
        launch = await launch_for(news, self._policy)
        if launch is None:
            return
        try:
            await self._start(launch, news, UNLESS_COMPLETED)
        except WorkflowAlreadyStartedError:
            await self._bring_after_completion(news)

    async def _bring_after_completion(self, news: OutboxMessage) -> None:
        """Look again: it ended because all is done, or though there is something left to do."""
        launch = await launch_for(news, self._policy)
        if launch is not None:
            await self._start(launch, news, WHATEVER_BECAME_OF_IT)

    async def _start(
        self, launch: Launch, news: OutboxMessage, again: WorkflowIDReusePolicy
    ) -> None:
        message = launch.message(news)
        await self._client.start_workflow(
            launch.workflow,
            launch.start,
            id=launch.id,
            task_queue=ENROLMENT_QUEUE,
            id_reuse_policy=again,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            search_attributes=launch.attributes or line(launch.summary),
            static_summary=launch.summary,
            start_signal=message[0] if message else None,
            start_signal_args=[message[1]] if message else [],
            rpc_timeout=PATIENCE,
        )
