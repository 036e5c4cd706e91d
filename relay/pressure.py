"""How much is asked of Temporal at once: as much as it answers quickly."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any

from relay.reasons import something_is_away

SLOW = 1.0
"""Seconds after which an answer counts as slow."""


class Pressure:
    """Lets calls in, ever more at once while answers are quick, half as many when they are not.

    `most`: how many at once it never exceeds.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._allowed = float(most)
        self._running = 0
        self._eased_at = 0.0
        self._one_ended = asyncio.Event()

    @property
    def allowed(self) -> int:
        """How many calls may run at once by now; at least 1."""
        return int(self._allowed)

    @property
    def is_full(self) -> bool:
        """Whether the next call has to wait."""
        return self._running >= self.allowed

    @asynccontextmanager
    async def one_call(self) -> AsyncIterator[None]:
        """Wait for a turn; then the block may ask, and is judged by how that went."""
        while self.is_full:
            self._one_ended.clear()
            await self._one_ended.wait()
        self._running += 1
        began = time.monotonic()
        try:
            yield
        except Exception as error:
            if something_is_away(error):
                self._ease(began)
            raise
        else:
            self._judge(began)
        finally:
            self._running -= 1
            self._one_ended.set()

    async def all_calls(self, calls: Iterable[Coroutine[Any, Any, object]]) -> None:
        """Make all these calls, each in its turn; raises what the first raised that failed."""
        outcomes = await asyncio.gather(*map(self._in_turn, calls), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def _in_turn(self, call: Coroutine[Any, Any, object]) -> None:
        async with self.one_call():
            await call

    def _judge(self, began: float) -> None:
        if time.monotonic() - began > SLOW:
            self._ease(began)
        else:
            self._allowed = min(self._most, self._allowed + 1 / self._allowed)

    def _ease(self, began: float) -> None:
        # Calls that began before the last time say nothing about how it is since then.
        if began >= self._eased_at:
            self._allowed = max(1.0, self._allowed / 2)
            self._eased_at = time.monotonic()
