"""Whether this container's worker takes tasks (`python -m deploy.worker_health QUEUE …`).

The exit code is 0 when Temporal was asked for tasks of every queue by this host just now.
"""

import asyncio
import socket
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from relay.connection import connect_to_temporal

# A poll lasts a minute at most, then the next begins.
ASKS_WITHIN = timedelta(minutes=2)
PATIENCE = timedelta(seconds=5)


async def takes_tasks(queues: Sequence[str]) -> bool:
    """Ask Temporal who polls each queue for activities; raises `RPCError` when it is away."""
    client = await connect_to_temporal(lazy=False)
    polled = [any(map(_is_ours, await _pollers(client, queue))) for queue in queues]
    return all(polled)


async def _pollers(client: Client, queue: str) -> Sequence[PollerInfo]:
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
    )
    answer = await client.workflow_service.describe_task_queue(request, timeout=PATIENCE)
    return answer.pollers


def _is_ours(poller: PollerInfo) -> bool:
    """The SDK names a worker `process@host`; each container has a host name of its own."""
    seen = poller.last_access_time.ToDatetime(tzinfo=UTC)
    return (
        poller.identity.endswith(f"@{socket.gethostname()}")
        and datetime.now(UTC) - seen < ASKS_WITHIN
    )


if __name__ == "__main__":
    sys.exit(not asyncio.run(takes_tasks(sys.argv[1:])))
