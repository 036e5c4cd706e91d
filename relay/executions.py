"""What Temporal has of workflows: asked as plainly as it answers.

The SDK's own types know no status that is younger than they are, such as a pause by an operator.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from temporalio.api.common.v1 import SearchAttributes, WorkflowExecution
from temporalio.api.enums.v1 import WorkflowExecutionStatus
from temporalio.api.workflow.v1 import WorkflowExecutionInfo
from temporalio.api.workflowservice.v1 import (
    DescribeWorkflowExecutionRequest,
    DescribeWorkflowExecutionResponse,
    GetWorkflowExecutionHistoryReverseRequest,
    ListWorkflowExecutionsRequest,
)
from temporalio.client import Client
from temporalio.converter import decode_typed_search_attributes
from temporalio.service import RPCError, RPCStatusCode

from domain.out_of_step import InTemporal
from workflows.namespace import STAGE

OPEN = "CloseTime IS NULL"
"""The condition of a query for those that run, or are paused."""

SENDING = frozenset({"send_mails", "send_letters"})
"""The activities that send mails; nothing else of a workflow waits for them."""

MOST_ON_A_PAGE = 1_000
PATIENCE = timedelta(seconds=10)


@dataclass(frozen=True)
class WorkflowRun:
    """One run of a workflow; `status` as Temporal calls it, `closed_at`: UTC, None while open."""

    run_id: str
    workflow: str
    status: str
    closed_at: datetime | None


@dataclass(frozen=True)
class ListedRun:
    """A run as Temporal's list has it; `stage` is empty where it shows none."""

    workflow_id: str
    stage: str


async def count(client: Client, which: str) -> int:
    """How many there are, by Temporal's list, which lags behind a little."""
    return (await client.count_workflows(which, rpc_timeout=PATIENCE)).count


async def ids(client: Client, which: str) -> set[str]:
    """The ids of those, by the same list."""
    return {run.workflow_id async for page in pages(client, which) for run in page}


async def pages(client: Client, which: str) -> AsyncIterator[Sequence[ListedRun]]:
    """Those, as the same list has them, so many at a time."""
    request = ListWorkflowExecutionsRequest(
        namespace=client.namespace, query=which, page_size=MOST_ON_A_PAGE
    )
    while True:
        page = await client.workflow_service.list_workflow_executions(request, timeout=PATIENCE)
        yield [_listed(each) for each in page.executions]
        if not page.next_page_token:
            return
        request.next_page_token = page.next_page_token


async def newest_run(client: Client, workflow_id: str) -> WorkflowRun | None:
    """The newest of this id, which does not lag; None where there is none, or it was deleted."""
    answer = await described(client, workflow_id)
    if answer is None:
        return None
    info = answer.workflow_execution_info
    return WorkflowRun(
        run_id=info.execution.run_id,
        workflow=info.type.name,
        status=_status(info),
        closed_at=info.close_time.ToDatetime(UTC) if info.HasField("close_time") else None,
    )


async def in_temporal(client: Client, workflow_id: str) -> InTemporal | None:
    """What the newest run of this id is at, which does not lag; None unless it runs.

    One that an operator paused does not.
    """
    answer = await described(client, workflow_id)
    if answer is None or _status(answer.workflow_execution_info) != "RUNNING":
        return None
    steps = {pending.activity_type.name for pending in answer.pending_activities}
    return InTemporal(
        run_id=answer.workflow_execution_info.execution.run_id,
        stage=_stage(answer.workflow_execution_info.search_attributes),
        busy=answer.HasField("pending_workflow_task") or bool(steps - SENDING),
        sends=bool(steps & SENDING),
    )


async def end(client: Client, workflow_id: str, run_id: str, why: str) -> None:
    """End one run, unless it has ended."""
    handle = client.get_workflow_handle(workflow_id, run_id=run_id)
    try:
        await handle.terminate(reason=why, rpc_timeout=PATIENCE)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


async def why_terminated(client: Client, workflow_id: str, run_id: str) -> str:
    """The reason that was given for the end of a run; empty where it ended otherwise."""
    request = GetWorkflowExecutionHistoryReverseRequest(
        namespace=client.namespace,
        execution=WorkflowExecution(workflow_id=workflow_id, run_id=run_id),
        maximum_page_size=1,
    )
    answer = await client.workflow_service.get_workflow_execution_history_reverse(
        request, timeout=PATIENCE
    )
    return answer.history.events[0].workflow_execution_terminated_event_attributes.reason


async def described(
    client: Client, workflow_id: str, patience: timedelta = PATIENCE
) -> DescribeWorkflowExecutionResponse | None:
    """All that Temporal says of the newest run of this id; None where there is none."""
    request = DescribeWorkflowExecutionRequest(
        namespace=client.namespace, execution=WorkflowExecution(workflow_id=workflow_id)
    )
    try:
        return await client.workflow_service.describe_workflow_execution(request, timeout=patience)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise


def _status(info: WorkflowExecutionInfo) -> str:
    return WorkflowExecutionStatus.Name(info.status).removeprefix("WORKFLOW_EXECUTION_STATUS_")


def _listed(info: WorkflowExecutionInfo) -> ListedRun:
    return ListedRun(info.execution.workflow_id, _stage(info.search_attributes))


def _stage(attributes: SearchAttributes) -> str:
    return decode_typed_search_attributes(attributes).get(STAGE, "")
