"""Machines with a web and a worker each, which are killed, frozen and started again."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from embedded.child import Child, StackError
from embedded.ports import LOOPBACK, answers_ok
from embedded.programs import PROJECT
from rig.chaos.clocks import WrongClock
from rig.processes import family, frozen_family, kill_family
from rig.proxies.link import Link

STARTER = Path(__file__).with_name("program.py")
BEFORE_ANOTHER_START = 0.5
TO_START = 120.0
"""Seconds: a web waits for the database until it says that it is ready."""


@dataclass
class Program:
    """One program, which somebody starts again whenever it ends, as Docker does.

    `release`: the directory that it is run in. `starts`: how often it was started.
    """

    name: str
    make: Callable[[Path], Child]
    release: Path = PROJECT
    starts: int = 0
    killed_at: list[float] = field(default_factory=list)
    child: Child | None = None
    _watching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start it, and again when it does not get ready or ends by itself."""
        await self._start()
        self._watching = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Have it end for good, with what it has begun."""
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching
        if self.child is not None:
            await self.child.stop()

    async def renew(self, release: Path) -> None:
        """Have it end as a release has it, and start that of another release."""
        await self.stop()
        self.release = release
        await self.start()

    @asynccontextmanager
    async def killed(self) -> AsyncIterator[None]:
        """Kill it; somebody starts it again at once. Leaves when it is ready."""
        before = self.starts
        self.killed_at.append(asyncio.get_running_loop().time())
        if self.child is not None:
            kill_family(self.child.number)
        yield
        with suppress(TimeoutError):
            async with asyncio.timeout(TO_START):
                while self.starts == before:  # noqa: ASYNC110 -- the watch starts it
                    await asyncio.sleep(0.05)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let it do nothing while the block lasts; it does not notice."""
        with nullcontext() if self.child is None else frozen_family(self.child.number):
            yield

    def memory(self) -> int:
        """Bytes that it has in memory, its children too."""
        found = 0
        for process in [] if self.child is None else family(self.child.number):
            with suppress(psutil.NoSuchProcess):
                found += process.memory_info().rss
        return found

    async def _start(self) -> None:
        while True:
            self.child = self.make(self.release)
            with suppress(StackError):
                await self.child.start()
                break
            await self.child.stop()
            await asyncio.sleep(BEFORE_ANOTHER_START)
        self.starts += 1

    async def _watch(self) -> None:
        while True:
            assert self.child is not None
            with suppress(StackError):
                await self.child.watch()
            await asyncio.sleep(BEFORE_ANOTHER_START)
            await self._start()


@dataclass
class Machine:
    """A web and a worker, their ways to the servers, and their clock."""

    number: int
    database: Link
    temporal: Link
    clock: Path
    web: Program
    worker: Program
    was_wrong: list[WrongClock] = field(default_factory=list)
    """When its clock was, for as often as that is over."""

    @contextmanager
    def clock_wrong(self, seconds: float) -> Iterator[None]:
        """Set the clock of both programs forward, or back, as long as the block lasts."""
        since = datetime.now(UTC)
        self.clock.write_text(str(seconds))
        try:
            yield
        finally:
            self.clock.write_text("0")
            error = timedelta(seconds=seconds)
            self.was_wrong.append(WrongClock(since, datetime.now(UTC), error))


def web(
    environment: dict[str, str], clock: Path, log: Path, ports: tuple[int, int]
) -> Callable[[Path], Child]:
    port, metrics_port = ports
    where = {
        "WEB_HOST": LOOPBACK,
        "WEB_PORT": str(port),
        "WEB_METRICS_HOST": LOOPBACK,
        "WEB_METRICS_PORT": str(metrics_port),
    }

    def make(release: Path) -> Child:
        child = _child("web", log, {**environment, **where}, release, clock)
        child.ready = lambda: answers_ok(metrics_port, "/healthz")
        return child

    return make


def worker(environment: dict[str, str], clock: Path, log: Path) -> Callable[[Path], Child]:
    def make(release: Path) -> Child:
        child = _child("worker.py", log, environment, release, clock)
        child.grace = 40.0
        return child

    return make


def _child(
    program: str, log: Path, environment: dict[str, str], release: Path, clock: Path
) -> Child:
    return Child(
        name=f"{program} of {log.stem}",
        command=(sys.executable, str(STARTER), str(clock), program),
        log=log,
        environment=environment,
        working_directory=release,
        stop_signal=signal.SIGTERM,
        ready_within=TO_START,
    )
