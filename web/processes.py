"""Several web processes on one machine: a parent that serves nothing, and children that do."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Collection
from types import FrameType

import structlog

log = structlog.get_logger()

TOLD_BY = (signal.SIGTERM, signal.SIGINT)
BEFORE_ANOTHER = 1.0
"""Seconds until a process that died is replaced."""


class Processes:
    """Runs `serve` in so many processes until a signal, which each of them gets.

    One that dies is replaced. Where one ends with a code of `hopeless`, all end, and with that
    code. They end as well when the parent dies. `buried` hears of each that is over.
    """

    def __init__(
        self,
        count: int,
        serve: Callable[[], int],
        *,
        hopeless: Collection[int],
        buried: Callable[[int], object],
    ) -> None:
        self._count = count
        self._serve = serve
        self._hopeless = hopeless
        self._buried = buried
        self._children: set[int] = set()
        self._ending = False
        self._alive, self._held = os.pipe()

    def run(self) -> int:
        """Run them to their end; gives the exit code."""
        for told_by in TOLD_BY:
            signal.signal(told_by, self._end)
        for _ in range(self._count):
            self._fork()
        code = 0
        while self._children:
            number, status = os.wait()
            if number not in self._children:
                continue  # the first process of a container inherits those of others
            self._children.discard(number)
            self._buried(number)
            if self._ending:
                continue
            ended_by = os.waitstatus_to_exitcode(status)
            log.error("web.process_ended", code=ended_by)
            if ended_by in self._hopeless:
                code = ended_by
                self._end()
            else:
                time.sleep(BEFORE_ANOTHER)  # one that dies at once is not made without end
                self._fork()
        return code

    def _end(self, _: int = 0, __: FrameType | None = None) -> None:
        self._ending = True
        for child in self._children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)

    def _fork(self) -> None:
        """Make a child, with no signal in between: each is told, or was never made."""
        signal.pthread_sigmask(signal.SIG_BLOCK, TOLD_BY)
        child = 0 if self._ending else os.fork()
        if child:
            self._children.add(child)
        elif not self._ending:
            self._live()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, TOLD_BY)

    def _live(self) -> None:
        """Be a child, to its end."""
        code = 1
        try:
            for told_by in TOLD_BY:
                signal.signal(told_by, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, TOLD_BY)
            os.close(self._held)
            threading.Thread(target=self._follow_the_parent, daemon=True).start()
            code = self._serve()
        finally:
            os._exit(code)

    def _follow_the_parent(self) -> None:
        os.read(self._alive, 1)  # nothing is ever written: it ends when the parent does
        os.kill(os.getpid(), signal.SIGTERM)
