"""Who takes the tasks of a queue, as Temporal knows it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

# A poll lasts a minute at most, then the next begins.
ASKS_WITHIN = timedelta(minutes=2)
PATIENCE = timedelta(seconds=5)


async def pollers_of(client: Client, queue: str) -> Sequence[PollerInfo]:
    """Who asked for activities of the queue just now; raises what Temporal answers instead."""
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
    )
    answer = await client.workflow_service.describe_task_queue(request, timeout=PATIENCE)
    return [poller for poller in answer.pollers if _asked_just_now(poller)]


def _asked_just_now(poller: PollerInfo) -> bool:
    return datetime.now(UTC) - poller.last_access_time.ToDatetime(tzinfo=UTC) < ASKS_WITHIN
