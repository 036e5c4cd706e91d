"""A Temporal workflow of the shape of an application's, in which nothing is done.

`python -m bench.bare_workflow ADDRESS` works for it as the product's worker works for ours: one
process. An activity says that it ran by a datagram, as a mail says it of ours.
"""

import asyncio
import json
import socket
import sys
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    pass

QUEUE = "bare"
TIMEOUT = timedelta(seconds=60)


@activity.defn
async def nothing(listener: int, what: str) -> None:
    """Do nothing, and say so."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.sendto(
            json.dumps([activity.info().workflow_id, what]).encode(), ("127.0.0.1", listener)
        )


@workflow.defn
class BareEnrolment:
    """The waits of an application: for an address, a form, a decision; four activities."""

    def __init__(self) -> None:
        self._heard: list[str] = []

    @workflow.run
    async def run(self, listener: int) -> None:
        await self._do(listener, "invitation")
        await self._wait_for("verified")
        await self._wait_for("submitted")
        await self._do(listener, "request")
        await self._wait_for("decided")
        await self._do(listener, "issue")
        await self._do(listener, "welcome")

    @workflow.signal
    def news(self, what: str) -> None:
        self._heard.append(what)

    async def _wait_for(self, what: str) -> None:
        await workflow.wait_condition(lambda: what in self._heard, timeout=timedelta(days=10))

    async def _do(self, listener: int, what: str) -> None:
        await workflow.execute_activity(
            nothing, args=[listener, what], start_to_close_timeout=TIMEOUT
        )


async def main(address: str) -> None:
    client = await Client.connect(address)
    async with Worker(client, task_queue=QUEUE, workflows=[BareEnrolment], activities=[nothing]):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
