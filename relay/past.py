"""What Temporal knows from before PostgreSQL was restored, and how it forgets."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

import structlog
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.forgetting import forget_run
from db.engine import DATABASE_AWAY
from db.temporal_recovery import newest_application, recorded_stages
from logs import trouble_of
from relay.executions import PATIENCE
from workflows.namespace import COMPANY_NAME, STAGE
from workflows.steps import ENROLMENT_QUEUE

log = structlog.get_logger()

OURS = f"TaskQueue = '{ENROLMENT_QUEUE}'"
CONCURRENCY = 20
BETWEEN_LOOKS = 0.2
BETWEEN_COMPLAINTS = 10.0


@dataclass(frozen=True)
class PastRun:
    """A run of one of our workflows.

    `process` is the id of the workflow; `stage` and `company_name` are what the Temporal UI shows,
    and empty where a workflow shows none.
    """

    process: str
    run_id: str
    stage: str
    company_name: str


async def known_runs(client: Client) -> list[PastRun]:
    """Every run of ours that Temporal keeps, those that still run first."""
    return [
        PastRun(
            run.id,
            run.run_id,
            run.typed_search_attributes.get(STAGE, ""),
            run.typed_search_attributes.get(COMPANY_NAME, ""),
        )
        async for run in client.list_workflows(OURS, rpc_timeout=PATIENCE)
    ]


async def wait_until_taken_up(client: Client) -> None:
    """Return once Temporal knows no application that was lost, for which an operator has to see.

    Whoever works before gives numbers again that Temporal knows already. A Temporal that cannot
    tell, since its lists are away, holds up nobody.
    """
    while True:
        try:
            lost = await _lost_application(client)
            if lost is None:
                return
            log.error(
                "worker.waits_for_inforex_restored",
                application=lost,
                what="Temporal knows an application that the database does not",
            )
        except DATABASE_AWAY as trouble:
            tried = "to compare Temporal with the database"
            log.warning("worker.waits_for_the_database", tried=tried, **trouble_of(trouble))
        except RPCError as trouble:
            log.warning("worker.cannot_list", tried="to list workflows", **trouble_of(trouble))
            return
        await asyncio.sleep(BETWEEN_COMPLAINTS)


async def _lost_application(client: Client) -> str | None:
    """An application that Temporal knows and the database does not; numbers grow with time."""
    newest = await newest_application()
    query = f"{OURS} AND WorkflowType = 'Enrolment' AND WorkflowId > '{newest}'"
    listed = client.list_workflows(query, limit=CONCURRENCY, rpc_timeout=PATIENCE)
    younger = [run.id async for run in listed]
    recorded = await recorded_stages(younger)
    return next((process for process in younger if process not in recorded), None)


async def forget(client: Client, runs: Iterable[PastRun]) -> None:
    """Delete these runs with their histories, and return when their ids can be started again."""
    found = list(runs)
    await _each(found, lambda run: forget_run(client, run.process, run.run_id))
    await _each(found, lambda run: _until_gone(client, run))


async def _each(runs: Iterable[PastRun], do: Callable[[PastRun], Awaitable[None]]) -> None:
    places = asyncio.Semaphore(CONCURRENCY)

    async def one(run: PastRun) -> None:
        async with places:
            await do(run)

    await asyncio.gather(*map(one, runs))


async def _until_gone(client: Client, run: PastRun) -> None:
    execution = WorkflowExecution(workflow_id=run.process, run_id=run.run_id)
    request = DescribeWorkflowExecutionRequest(namespace=client.namespace, execution=execution)
    while True:
        try:
            await client.workflow_service.describe_workflow_execution(request, timeout=PATIENCE)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return
            raise
        await asyncio.sleep(BETWEEN_LOOKS)
