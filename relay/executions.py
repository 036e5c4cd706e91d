"""What Temporal has of workflows: asked as plainly as it answers.

The SDK's own types know no status that is younger than they are, such as a pause by an operator.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import WorkflowExecutionStatus
from temporalio.api.workflowservice.v1 import (
    DescribeWorkflowExecutionRequest,
    ListWorkflowExecutionsRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

OPEN = "CloseTime IS NULL"
"""The condition of a query for those that run, or are paused."""

MOST_ON_A_PAGE = 1_000
PATIENCE = timedelta(seconds=10)


@dataclass(frozen=True)
class WorkflowRun:
    """One run of a workflow; `status` as Temporal calls it, `closed_at`: UTC, None while open."""

    workflow: str
    status: str
    closed_at: datetime | None


async def count(client: Client, which: str) -> int:
    """How many there are, by Temporal's list, which lags behind a little."""
    return (await client.count_workflows(which, rpc_timeout=PATIENCE)).count


async def ids(client: Client, which: str) -> set[str]:
    """The ids of those, by the same list."""
    found: set[str] = set()
    request = ListWorkflowExecutionsRequest(
        namespace=client.namespace, query=which, page_size=MOST_ON_A_PAGE
    )
    while True:
        page = await client.workflow_service.list_workflow_executions(request, timeout=PATIENCE)
        found |= {each.execution.workflow_id for each in page.executions}
        if not page.next_page_token:
            return found
        request.next_page_token = page.next_page_token


async def newest_run(client: Client, workflow_id: str) -> WorkflowRun | None:
    """The newest of this id, which does not lag; None where there is none, or it was deleted."""
    request = DescribeWorkflowExecutionRequest(
        namespace=client.namespace, execution=WorkflowExecution(workflow_id=workflow_id)
    )
    try:
        answer = await client.workflow_service.describe_workflow_execution(
            request, timeout=PATIENCE
        )
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    info = answer.workflow_execution_info
    return WorkflowRun(
        workflow=info.type.name,
        status=WorkflowExecutionStatus.Name(info.status).removeprefix("WORKFLOW_EXECUTION_STATUS_"),
        closed_at=info.close_time.ToDatetime(UTC) if info.HasField("close_time") else None,
    )
