"""A child process of the stack: its log, its readiness, its end, and no life after ours."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LEASH = Path(__file__).with_name("leash.py")
LARGEST_LOG = 10_000_000
LINES_SHOWN = 15


class StackError(Exception):
    """The stack cannot start or go on; the text says what happened and what to do."""


@dataclass(kw_only=True)
class Child:
    """One program, in a session of its own so that Ctrl-C reaches only us.

    `log` takes its output, appended; at 10 MB a start moves it aside, where one older is kept.
    `ready` is asked until it says yes, for `ready_within` seconds.
    `stop_signal` asks it to end, `grace` is how many seconds it may take before it is killed.
    `orphan_signal` is what it gets when we die without stopping it (Linux).
    `user` runs it as somebody else, which only root can do.
    """

    name: str
    command: Sequence[str]
    log: Path
    ready: Callable[[], Awaitable[bool]] | None = None
    ready_within: float = 60.0
    environment: Mapping[str, str] | None = None
    working_directory: Path | None = None
    user: str = ""
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    grace: float = 10.0
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)
    _stopping: bool = field(default=False, init=False)

    @property
    def number(self) -> int:
        """Its process number; raises `ProcessLookupError` before its first start."""
        if self._process is None:
            raise ProcessLookupError(f"{self.name} was not started")
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """How it ended, by a signal if negative; None while it runs, or before its first start."""
        return None if self._process is None else self._process.returncode

    async def start(self) -> None:
        """Start it and wait until it is ready; raises `StackError` when it is not in time."""
        process = await self._spawn(output=None)
        deadline = asyncio.get_running_loop().time() + self.ready_within
        while self.ready is not None and not await self.ready():
            if process.returncode is not None:
                raise self._death(process)
            if asyncio.get_running_loop().time() > deadline:
                late = f"{self.name} is not ready after {self.ready_within:.0f} s."
                raise StackError(f"{late}\n{self._last_lines()}")
            await asyncio.sleep(0.05)

    async def run(self) -> str:
        """Run it to its end and give what it printed; raises `StackError` if it failed."""
        process = await self._spawn(output=asyncio.subprocess.PIPE)
        try:
            output, _ = await process.communicate()
        finally:
            await self.stop()
        if process.returncode:
            raise self._death(process)
        return output.decode(errors="replace")

    async def watch(self) -> None:
        """Wait for its end; raises `StackError` unless it was asked to end."""
        if self._process is not None:
            await self._process.wait()
            if not self._stopping:
                raise self._death(self._process)

    async def stop(self) -> None:
        """Ask it to end, kill it after the grace, and leave nothing of its session behind."""
        self._stopping = True
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            self._process.send_signal(self.stop_signal)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), self.grace)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()

    async def _spawn(self, *, output: int | None) -> asyncio.subprocess.Process:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".1.log"))
        leash = [str(os.getpid()), str(int(self.orphan_signal)), self.user]
        self._stopping = False
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", str(LEASH), *leash, *self.command),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log if output is None else output,
                stderr=log,
                env=self.environment,
                cwd=self.working_directory,
                start_new_session=True,
            )
        return self._process

    def _death(self, process: asyncio.subprocess.Process) -> StackError:
        code = process.returncode or 0
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        return StackError(f"{self.name} ended unexpectedly ({how}).\n{self._last_lines()}")

    def _last_lines(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-LINES_SHOWN:]
        return "\n".join([f"The last lines of {self.log}:", *(f"  {line}" for line in lines)])
