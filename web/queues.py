"""Queues in which networks take turns: a flood holds up others as little as can be (S15).

Everything is bounded: how many requests one network has in line, how many work at once, and how
many are made to wait, so that waiting exhausts nothing.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

from web.throttle import TooManyRequestsError

PAUSE = timedelta(seconds=2)
"""How long everybody waits who takes part in a flood, or comes while it lasts."""

MOST_IN_LINE = 50
"""Requests of one network: the next one is told to come again."""

MOST_IN_A_FLOOD = 10
"""The same while requests are made to wait, so that nobody waits longer than a proxy does."""

MOST_WAITING = 1000
"""Requests in all lines of a process: above it, a network has one there and no more."""

RETRY_AFTER = timedelta(minutes=1)


@dataclass
class _Line:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class FairQueue:
    """The requests of each network go one after another, those of all networks side by side.

    `working`: to be held for what takes the database or the processor; so many do at once.
    """

    def __init__(self, at_once: int, most_paused: int = 500) -> None:
        self.working = asyncio.Semaphore(at_once)
        self._most_paused = most_paused
        self._lines: dict[str, _Line] = {}
        self._waiting = 0
        self._paused: dict[asyncio.Event, None] = {}

    @asynccontextmanager
    async def turn(self, network: str) -> AsyncIterator[None]:
        """Wait until nobody of this network is before us; a network that is new comes at once.

        Raises `TooManyRequestsError` when too many of the network, or of all, are in line.
        """
        line = self._lines.setdefault(network, _Line())
        if line.length >= self._most_in_line():
            raise TooManyRequestsError(RETRY_AFTER, "queue")
        line.length += 1
        self._waiting += 1
        try:
            async with line.turn:
                yield
        finally:
            self._waiting -= 1
            line.length -= 1
            if not line.length:
                del self._lines[network]

    def _most_in_line(self) -> int:
        if self._waiting >= MOST_WAITING:
            return 1
        return MOST_IN_A_FLOOD if self._paused else MOST_IN_LINE

    async def pause(self) -> None:
        """Wait for `PAUSE`; where too many do already, whoever waited the longest goes on."""
        ours = asyncio.Event()
        if len(self._paused) >= self._most_paused:
            longest = next(iter(self._paused))
            del self._paused[longest]
            longest.set()
        self._paused[ours] = None
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(PAUSE.total_seconds()):
                    await ours.wait()
        finally:
            self._paused.pop(ours, None)


AT_ONCE = 4
"""Requests of a queue that work at once, in all web processes of a machine together."""


@dataclass(frozen=True)
class Queues:
    """At once they take fewer threads and connections than there are, so that other pages go on.

    `public`: enrolments and recoveries. `console`: the administrators' own, which no flood of the
    others takes from them (S15).
    """

    public: FairQueue = field(default_factory=lambda: FairQueue(AT_ONCE))
    logins: FairQueue = field(default_factory=lambda: FairQueue(AT_ONCE))
    console: FairQueue = field(default_factory=lambda: FairQueue(AT_ONCE))

    @classmethod
    def of_one_in(cls, processes: int) -> "Queues":
        """The queues of one of so many processes; each has its own lines."""
        at_once = max(1, AT_ONCE // processes)
        return cls(FairQueue(at_once), FairQueue(at_once), FairQueue(at_once))
