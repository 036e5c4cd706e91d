"""What Temporal has of a process, and workflows that ended in every way there is."""

from datetime import timedelta

from temporalio.api.command.v1 import (
    CancelWorkflowExecutionCommandAttributes,
    Command,
    CompleteWorkflowExecutionCommandAttributes,
    FailWorkflowExecutionCommandAttributes,
)
from temporalio.api.enums.v1 import CommandType, TaskQueueKind
from temporalio.api.failure.v1 import ApplicationFailureInfo, Failure
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DeleteWorkflowExecutionRequest,
    PollWorkflowTaskQueueRequest,
    RespondWorkflowTaskCompletedRequest,
)
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from rig.waiting import until

Status = WorkflowExecutionStatus

DELETED = None
"""As if there had never been one."""

ENDS = (
    Status.FAILED,
    Status.CANCELED,
    Status.TERMINATED,
    Status.TIMED_OUT,
    Status.COMPLETED,
    DELETED,
)

_COMMANDS = {
    Status.FAILED: Command(
        command_type=CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION,
        fail_workflow_execution_command_attributes=FailWorkflowExecutionCommandAttributes(
            failure=Failure(
                message="a fault of ours",
                application_failure_info=ApplicationFailureInfo(type="DatabaseError"),
            )
        ),
    ),
    Status.CANCELED: Command(
        command_type=CommandType.COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION,
        cancel_workflow_execution_command_attributes=CancelWorkflowExecutionCommandAttributes(),
    ),
    Status.COMPLETED: Command(
        command_type=CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
        complete_workflow_execution_command_attributes=CompleteWorkflowExecutionCommandAttributes(),
    ),
}


async def status_of(client: Client, process: str) -> Status | None:
    """How the newest workflow of a process stands; None where there is none."""
    try:
        return (await client.get_workflow_handle(process).describe()).status
    except RPCError as error:
        assert error.status is RPCStatusCode.NOT_FOUND  # noqa: PT017 -- anything else is a fault
        return None


async def runs_of(client: Client, process: str) -> int:
    """How many workflows of this id there are and were."""
    return (await client.count_workflows(f"WorkflowId = '{process}'")).count


async def signals_of(client: Client, process: str) -> list[str]:
    history = await client.get_workflow_handle(process).fetch_history()
    return [
        event.workflow_execution_signaled_event_attributes.signal_name
        for event in history.events
        if event.HasField("workflow_execution_signaled_event_attributes")
    ]


async def ended(client: Client, process: str, how: Status | None, workflow: str) -> None:
    """Leave a workflow of a process that ended like this, as operators and faults leave them."""
    timeout = timedelta(seconds=1) if how is Status.TIMED_OUT else None
    handle = await client.start_workflow(
        workflow, id=process, task_queue=_queue_of(process), execution_timeout=timeout
    )
    await end(client, process, how)

    async def is_so() -> bool:
        return await status_of(client, process) == how

    await until(is_so, f"{handle.id} to be {how}")


async def end(client: Client, process: str, how: Status | None) -> None:
    """End a workflow that runs; a time-out comes by itself."""
    if how is Status.TERMINATED:
        await client.get_workflow_handle(process).terminate("by an operator")
    elif how is DELETED:
        await _delete(client, process)
    elif how is not Status.TIMED_OUT:
        await _end_by_itself(client, process, how)


async def _delete(client: Client, process: str) -> None:
    description = await client.get_workflow_handle(process).describe()
    await client.workflow_service.delete_workflow_execution(
        DeleteWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=description.raw_info.execution,
        )
    )


async def _end_by_itself(client: Client, process: str, how: Status) -> None:
    """Take its task as a worker does, and have it do nothing but end."""
    if how is Status.CANCELED:
        await client.get_workflow_handle(process).cancel()
    task = await client.workflow_service.poll_workflow_task_queue(
        PollWorkflowTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(
                name=_queue_of(process), kind=TaskQueueKind.TASK_QUEUE_KIND_NORMAL
            ),
            identity="test",
        )
    )
    await client.workflow_service.respond_workflow_task_completed(
        RespondWorkflowTaskCompletedRequest(
            namespace=client.namespace,
            task_token=task.task_token,
            commands=[_COMMANDS[how]],
            identity="test",
        )
    )


def _queue_of(process: str) -> str:
    return f"queue-of-{process}"
