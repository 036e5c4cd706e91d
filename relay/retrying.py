"""Has a workflow try at once what failed, now that the cause is mended.

By itself a step may wait for minutes until its next attempt, a mail for an hour, and a workflow
whose own code failed for ten minutes.
"""

from datetime import timedelta
from uuid import uuid4

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType, PendingActivityState, ResetReapplyType
from temporalio.api.workflowservice.v1 import (
    GetWorkflowExecutionHistoryReverseRequest,
    ResetActivityRequest,
    ResetWorkflowExecutionRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from relay import executions

PATIENCE = timedelta(seconds=3)

_WAITS = PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED

_BEGINS_ANEW_AT = (
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
)


async def try_at_once(client: Client, workflow_id: str) -> None:
    """Have it do so; one that ended, or that nothing failed in, is left alone.

    Raises `RPCError`.
    """
    described = await executions.described(client, workflow_id, PATIENCE)
    if described is None:
        return
    run = described.workflow_execution_info.execution
    for step in described.pending_activities:
        # One that is being tried is left alone: a mail may be on its way to the server.
        if step.attempt > 1 and step.state == _WAITS:
            await _reset_step(client, run, step.activity_id)
    if described.pending_workflow_task.attempt > 1:
        await _reset_task(client, run)


async def _reset_step(client: Client, run: WorkflowExecution, step: str) -> None:
    """Begin its attempts anew."""
    request = ResetActivityRequest(namespace=client.namespace, execution=run, id=step)
    try:
        await client.workflow_service.reset_activity(request, timeout=PATIENCE)
    except RPCError as error:
        # It has just succeeded, or the server has this turned off: then it waits for its time.
        if error.status not in {RPCStatusCode.NOT_FOUND, RPCStatusCode.UNIMPLEMENTED}:
            raise


async def _reset_task(client: Client, run: WorkflowExecution) -> None:
    """Go on in a new run from where the code failed, with all signals; the old one is ended."""
    event = await _last_task(client, run)
    if event is None:
        return
    await client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=run,
            reason="to be tried again",
            workflow_task_finish_event_id=event,
            reset_reapply_type=ResetReapplyType.RESET_REAPPLY_TYPE_ALL_ELIGIBLE,
            request_id=str(uuid4()),
        ),
        timeout=PATIENCE,
    )


async def _last_task(client: Client, run: WorkflowExecution) -> int | None:
    """The event at which the last task of a workflow ended that its history has."""
    request = GetWorkflowExecutionHistoryReverseRequest(namespace=client.namespace, execution=run)
    while True:
        page = await client.workflow_service.get_workflow_execution_history_reverse(
            request, timeout=PATIENCE
        )
        for event in page.history.events:
            if event.event_type in _BEGINS_ANEW_AT:
                return event.event_id
        if not page.next_page_token:
            return None
        request.next_page_token = page.next_page_token
