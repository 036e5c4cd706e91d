"""Deletes what Temporal knows of a process: its workflow with its history."""

from datetime import timedelta

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

PATIENCE = timedelta(seconds=10)


async def forget_run(client: Client, workflow_id: str, run_id: str) -> None:
    """Have Temporal end and delete one run; it takes a moment until it is gone."""
    request = DeleteWorkflowExecutionRequest(
        namespace=client.namespace,
        workflow_execution=WorkflowExecution(workflow_id=workflow_id, run_id=run_id),
    )
    try:
        await client.workflow_service.delete_workflow_execution(request, timeout=PATIENCE)
    except RPCError as error:
        # What is gone already is listed for a moment longer.
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
