"""A test that does not go on says where each of its tasks waits, before it is ended."""

import asyncio
import gc
import os
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest

STALLED = 150
"""Seconds; the slowest test takes less, and `timeout` in pyproject.toml more."""


class Stalls:
    """Watches each test from a thread of its own; to be made before output is captured."""

    def __init__(self) -> None:
        self._told = os.fdopen(os.dup(2), "w")

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
