"""Between the worker's process and the test: what is about to be done, and what became of it.

A line of JSON says which step begins, any line lets it go on, and a last word says how it ended.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, NamedTuple

from temporalio import activity, client, worker
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

from rig.proxies.streams import HOST

DONE, FAILED = b"done", b"failed"

Ended = Callable[[bool], None]


class StepName(NamedTuple):
    """One step of one kind of workflow."""

    workflow: str
    step: str


class Gate(client.Interceptor, worker.Interceptor):
    """In the worker: has every attempt of every step wait until the test lets it go on."""

    def __init__(self, port: int) -> None:
        self._port = port

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 -- Temporal's name
        return _Gated(next, self._port)


class _Gated(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, port: int) -> None:  # noqa: A002 -- Temporal's name
        super().__init__(next)
        self._port = port

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 -- Temporal's name
        info = activity.info()
        reader, writer = await asyncio.open_connection(HOST, self._port)
        became = FAILED
        try:
            writer.write(json.dumps([info.workflow_type, info.activity_type]).encode() + b"\n")
            await reader.readline()
            outcome = await super().execute_activity(input)
            became = DONE
        finally:
            writer.write(became)
            writer.close()
        return outcome


async def keep_gate(begins: Callable[[StepName], Coroutine[Any, Any, Ended]]) -> asyncio.Server:
    """In the test: `begins` is awaited before each attempt, and what it gives called after it."""

    async def pass_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A worker that is stopped hangs up in the middle.
        with suppress(ConnectionError, json.JSONDecodeError):
            step = StepName(*json.loads(await reader.readline()))
            word = asyncio.create_task(_is_done(reader))
            beginning = asyncio.create_task(begins(step))
            await asyncio.wait({word, beginning}, return_when=asyncio.FIRST_COMPLETED)
            if beginning.done():
                writer.write(b"\n")
                beginning.result()(not await word)
            else:
                # Its time was over before it began.
                beginning.cancel()
        writer.close()

    return await asyncio.start_server(pass_one, HOST, 0)


async def _is_done(reader: asyncio.StreamReader) -> bool:
    """Whether the last word says so; who hangs up without one, or is cut off, has failed."""
    try:
        return await reader.read() == DONE
    except ConnectionError:
        return False
