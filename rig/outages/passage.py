"""One connection to PostgreSQL on its way, which can be held up or cut in any of its statements."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from rig.proxies.streams import LARGEST_READ, Streams, reset


@dataclass(eq=False)
class Passage:
    """Carries bytes both ways, each time `moving` lets it.

    `is_cut` tells whether the connection is to be reset in its next statement. Half of all
    connections, those with `cut_when_done`, are reset after it: it is done, a transaction is
    committed, and nobody hears of it. The others are reset before. Where `is_torn`, all are reset
    after it, and half of the answer arrives.
    """

    client: Streams
    server: Streams
    moving: asyncio.Event
    is_cut: Callable[[], bool]
    is_torn: Callable[[], bool]
    cut_when_done: bool
    _in_transaction: bool = field(default=False, init=False)
    _last_answer: asyncio.Event | None = field(default=None, init=False)

    async def run(self) -> None:
        """Carry until one side is gone."""
        ways = [asyncio.create_task(self._there()), asyncio.create_task(self._back())]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            self.reset()

    def reset(self) -> None:
        """End it at once for both sides."""
        reset(self.client[1])
        reset(self.server[1])

    async def _there(self) -> None:
        with suppress(OSError):
            while data := await self.client[0].read(LARGEST_READ):
                await self.moving.wait()
                counts = self._counts(data)
                if self.is_cut() and counts:
                    if self._done_first:
                        await self._have_done(data)
                    return
                await _write(self.server[1], data)

    async def _back(self) -> None:
        with suppress(OSError):
            while data := await self.server[0].read(LARGEST_READ):
                await self.moving.wait()
                if self._last_answer is not None:
                    if self.is_torn():
                        await _write(self.client[1], data[: len(data) // 2])
                    self._last_answer.set()
                else:
                    await _write(self.client[1], data)

    def _counts(self, data: bytes) -> bool:
        """Whether these bytes are the statement to be cut: for the cut after it, the last one."""
        kind = data[:1]
        if kind == b"Q":
            self._in_transaction = b"BEGIN" in data
        if not self._done_first:
            return kind in {b"Q", b"P", b"B"}
        return kind in {b"Q", b"B"} and not self._in_transaction

    @property
    def _done_first(self) -> bool:
        return self.cut_when_done or self.is_torn()

    async def _have_done(self, data: bytes) -> None:
        self._last_answer = asyncio.Event()
        await _write(self.server[1], data)
        await self._last_answer.wait()


async def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()
