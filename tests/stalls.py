"""A test that does not go on says where each of its tasks waits, before it is ended."""

import asyncio
import gc
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

STALLED = 150
"""Seconds; the slowest test takes less, and `timeout` in pyproject.toml more."""


TOLD_IN = "STALLED_TESTS_TOLD_IN"
"""The variable with the file that all processes of a run write to, and the first one reads."""


class Stalls:
    """Watches each test from a thread of its own; to be made before output is captured.

    What it tells stands at the end of the run once more: a worker that is ended has no report.
    """

    def __init__(self) -> None:
        self._told = os.fdopen(os.dup(2), "w")
        self._is_first = TOLD_IN not in os.environ
        if self._is_first:
            handle, os.environ[TOLD_IN] = tempfile.mkstemp(suffix=".stalled")
            os.close(handle)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        watch = threading.Timer(STALLED, self._tell, (item.nodeid,))
        watch.daemon = True
        watch.start()
        try:
            return (yield)
        finally:
            watch.cancel()

    def _tell(self, test: str) -> None:
        told = [f"{test} has not ended for {STALLED} s; its tasks:"]
        for task in _unended():
            told += [task.get_name(), *(f"    {place}" for place in places_of(task))]
        print(*told, sep="\n", file=self._told, flush=True)
        with Path(os.environ[TOLD_IN]).open("a") as again:
            print(*told, sep="\n", file=again)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say it once more, where the run began."""
        if self._is_first:
            again = Path(os.environ.pop(TOLD_IN))
            for line in again.read_text().splitlines():
                terminalreporter.write_line(line)
            again.unlink()


def places_of(task: asyncio.Task[Any]) -> list[str]:
    """Where a task waits, from its own coroutine to the innermost one."""
    places = []
    waiting: Any = task.get_coro()
    while (frame := _frame_of(waiting)) is not None:
        places.append(f"{frame.f_code.co_filename}:{frame.f_lineno} {frame.f_code.co_name}")
        waiting = _awaited_by(waiting)
    if waiting is not None:
        places.append(repr(waiting))
    return places


def _unended() -> list[asyncio.Task[Any]]:
    """Tasks of every loop, also of one that is being closed, of which asyncio has no list."""
    found = [each for each in gc.get_objects() if issubclass(type(each), asyncio.Task)]
    return [task for task in found if not task.done()]


def _frame_of(waiting: Any) -> FrameType | None:
    for kind in ("cr", "gi", "ag"):
        frame = getattr(waiting, f"{kind}_frame", None)
        if isinstance(frame, FrameType):
            return frame
    return None


def _awaited_by(waiting: Any) -> Any:
    for name in ("cr_await", "gi_yieldfrom", "ag_await"):
        awaited = getattr(waiting, name, None)
        if awaited is not None:
            return awaited
    return None
