"""Whether this container's worker takes tasks (`python -m deploy.worker_health QUEUE …`).

The exit code is 0 when Temporal is ready and was asked for tasks of every queue by this host just
now; else it is 1, and the reason is printed.
"""

import asyncio
import os
import socket
import sys
from collections.abc import Sequence

from temporalio.api.taskqueue.v1 import PollerInfo

from relay.connection import TEMPORAL_TROUBLE, connect_to_temporal
from relay.obstacles import not_answered, not_connected
from relay.pollers import pollers_of
from relay.preparation import find_obstacles


async def ails(queues: Sequence[str]) -> list[str]:
    """What keeps this host's worker from its work, in words; empty when it takes tasks."""
    try:
        client = await connect_to_temporal()
    except RuntimeError as error:
        return [str(not_connected(error))]
    if hindering := [str(each) for each in await find_obstacles(client) if each.hinders]:
        return hindering
    try:
        return [
            f"No worker of this host asks for tasks of the queue {queue}."
            for queue in queues
            if not any(map(_is_ours, await pollers_of(client, queue)))
        ]
    except TEMPORAL_TROUBLE as error:
        return [str(not_answered(error, client, "who takes tasks"))]


def _is_ours(poller: PollerInfo) -> bool:
    """The SDK names a worker `process@host`; each container has a host name of its own."""
    return poller.identity.endswith(f"@{socket.gethostname()}")


def main(queues: Sequence[str]) -> int:
    found = asyncio.run(ails(queues))
    sys.stdout.writelines(f"{each}\n" for each in found)
    sys.stdout.flush()
    return 1 if found else 0


if __name__ == "__main__":
    # At once: as the interpreter ends, threads of the SDK may abort it (temporalio/sdk-python#300).
    os._exit(main(sys.argv[1:]))
