"""Workflows whose tasks and steps fail, done by hand as a worker would."""

from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.command.v1 import Command, ScheduleActivityTaskCommandAttributes
from temporalio.api.common.v1 import ActivityType, RetryPolicy
from temporalio.api.enums.v1 import CommandType
from temporalio.api.failure.v1 import ApplicationFailureInfo, Failure
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    PollActivityTaskQueueRequest,
    PollWorkflowTaskQueueRequest,
    PollWorkflowTaskQueueResponse,
    RespondActivityTaskFailedRequest,
    RespondWorkflowTaskCompletedRequest,
    RespondWorkflowTaskFailedRequest,
)
from temporalio.client import Client

FAILURE = Failure(
    message="LookupError", application_failure_info=ApplicationFailureInfo(type="LookupError")
)
HOUR = Duration(seconds=3600)


async def resting(client: Client, process: str) -> None:
    """Have a workflow wait for whatever comes."""
    queue = _queue_of(process)
    await client.start_workflow("Enrolment", id=process, task_queue=queue)
    await _complete(client, await _workflow_task(client, queue), [])


async def failing_step(client: Client, process: str) -> None:
    """Have a step fail, so that it waits for its next attempt."""
    queue = _queue_of(process)
    await client.start_workflow("Enrolment", id=process, task_queue=queue)
    schedule = ScheduleActivityTaskCommandAttributes(
        activity_id="1",
        activity_type=ActivityType(name="issue_ids"),
        task_queue=TaskQueue(name=queue),
        start_to_close_timeout=HOUR,
        schedule_to_close_timeout=HOUR,
        retry_policy=RetryPolicy(initial_interval=Duration(seconds=600)),
    )
    command = Command(
        command_type=CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK,
        schedule_activity_task_command_attributes=schedule,
    )
    await _complete(client, await _workflow_task(client, queue), [command])
    task = await client.workflow_service.poll_activity_task_queue(
        PollActivityTaskQueueRequest(namespace=client.namespace, task_queue=TaskQueue(name=queue))
    )
    await client.workflow_service.respond_activity_task_failed(
        RespondActivityTaskFailedRequest(
            namespace=client.namespace, task_token=task.task_token, failure=FAILURE
        )
    )


async def failing_workflow(client: Client, process: str) -> None:
    """Have the code of a workflow fail twice at a signal, after a task that was done."""
    await resting(client, process)
    await client.get_workflow_handle(process).signal("form_submitted")
    for _ in range(2):
        task = await _workflow_task(client, _queue_of(process))
        await client.workflow_service.respond_workflow_task_failed(
            RespondWorkflowTaskFailedRequest(
                namespace=client.namespace, task_token=task.task_token, failure=FAILURE
            )
        )


async def _workflow_task(client: Client, queue: str) -> PollWorkflowTaskQueueResponse:
    return await client.workflow_service.poll_workflow_task_queue(
        PollWorkflowTaskQueueRequest(
            namespace=client.namespace, task_queue=TaskQueue(name=queue), identity="test"
        ),
        timeout=timedelta(seconds=30),
    )


async def _complete(
    client: Client, task: PollWorkflowTaskQueueResponse, commands: list[Command]
) -> None:
    await client.workflow_service.respond_workflow_task_completed(
        RespondWorkflowTaskCompletedRequest(
            namespace=client.namespace,
            task_token=task.task_token,
            commands=commands,
            identity="test",
        )
    )


def _queue_of(process: str) -> str:
    return f"queue-of-{process}"
