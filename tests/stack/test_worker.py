"""A worker ends when it is told to, whatever its libraries still wait for."""

import asyncio
import subprocess
import sys
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import worker
from settings import Settings

PROJECT = Path(__file__).parents[2]
STUBBORN = """
import asyncio, datetime, worker

async def work(_):
    print("at work", flush=True)
    while True:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            pass

worker._work = work
worker.DRAIN = worker.TO_STOP = datetime.timedelta(seconds=0.2)
asyncio.run(worker.run(None))
"""


def test_a_worker_that_cannot_stop_leaves() -> None:
    process = subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-c", STUBBORN], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        process.terminate()
        assert process.wait(60) == 1


class Draining:
    """A worker that has drained once the others drain as well."""

    def __init__(self, together: asyncio.Barrier) -> None:
        self._together = together
        self._told = asyncio.Event()

    async def run(self) -> None:
        await self._told.wait()
        await self._together.wait()

    async def shutdown(self) -> None:
        self._told.set()


class ReadyTemporal:
    """Temporal is not needed for this."""

    async def ready_client(self) -> None:
        return None


async def test_all_workers_drain_together(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = asyncio.Barrier(3)
    at_work = asyncio.Event()

    async def nothing(_: object) -> None:
        """Temporal is not needed for this."""

    async def work() -> None:
        at_work.set()
        await asyncio.Event().wait()

    def rounds(*_: object) -> list[Coroutine[Any, Any, None]]:
        return [work()]

    for name in ("enrolment_worker", "mail_worker", "import_worker"):
        monkeypatch.setattr(worker, name, lambda *_: Draining(together))
    monkeypatch.setattr(worker, "_watch", lambda _: ReadyTemporal())
    monkeypatch.setattr(worker, "wait_until_taken_up", nothing)
    monkeypatch.setattr(worker, "_rounds", rounds)
    working = asyncio.create_task(worker._work(settings))  # noqa: SLF001 -- what `run` cancels
    await at_work.wait()
    working.cancel()
    async with asyncio.timeout(10):
        with suppress(asyncio.CancelledError):
            await working
    assert together.n_waiting == 0
