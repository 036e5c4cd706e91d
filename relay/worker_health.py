"""What a worker answers when it is asked whether it takes tasks.

By HTTP, from the loop that it works on: an answer costs nothing, and a loop that hangs gives none.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from relay.watch import Watch

LARGEST_REQUEST = 8_192
PATIENCE = 5.0
"""Seconds for a request to be sent; who takes longer is hung up on."""

_ANSWER = (
    "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n"
    "Connection: close\r\n\r\n"
)


class WorkerHealth:
    """Whether this worker takes tasks; `serving` is set while it does."""

    def __init__(self, temporal: Watch) -> None:
        self._temporal = temporal
        self.serving = False

    def obstacles(self) -> Sequence[str]:
        """What is in the way, in words for operators; empty when it takes tasks."""
        if hindering := [str(each) for each in self._temporal.found or () if each.hinders]:
            return hindering
        return [] if self.serving else ["It has not begun to take tasks."]

    @asynccontextmanager
    async def answering(self, address: str | None) -> AsyncIterator[None]:
        """Answer at this `host:port` while the block lasts; without one, nowhere.

        200 while it takes tasks, else 503 with what is in the way, whatever is asked for; but for
        `/healthz`, which is answered by 200 as long as anything is.
        """
        if address is None:
            yield
            return
        host, _, port = address.rpartition(":")
        async with await asyncio.start_server(
            self._answer, host.strip("[]"), int(port), limit=LARGEST_REQUEST
        ):
            yield

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(
            OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
        ):
            async with asyncio.timeout(PATIENCE):
                asked = await reader.readuntil(b"\r\n\r\n")
                writer.write(_ALIVE if asked.startswith(b"GET /healthz ") else self._said())
                await writer.drain()
        writer.close()

    def _said(self) -> bytes:
        obstacles = self.obstacles()
        status = "503 Service Unavailable" if obstacles else "200 OK"
        return _answer(status, "\n".join(obstacles or ["It takes tasks."]))


def _answer(status: str, says: str) -> bytes:
    body = says.encode() + b"\n"
    return _ANSWER.format(status=status, length=len(body)).encode() + body


_ALIVE = _answer("200 OK", "Its loop goes.")
