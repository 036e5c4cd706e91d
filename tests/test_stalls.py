"""Whether a test that stalls is told of."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from tests.stalls import TOLD_IN, places_of

STALLING = """
import asyncio
from tests import stalls
stalls.STALLED = 0.5

def pytest_configure(config):
    config.pluginmanager.register(stalls.Stalls())
"""
TEST = """
import asyncio

async def waits():
    await asyncio.sleep(2)

def test_it():
    asyncio.run(waits())
"""


async def test_a_task_is_told_down_to_what_it_waits_for() -> None:
    async def inner(word: asyncio.Event) -> None:
        await word.wait()

    async def outer(word: asyncio.Event) -> None:
        await inner(word)

    word = asyncio.Event()
    task = asyncio.create_task(outer(word))
    await asyncio.sleep(0)
    told = places_of(task)
    word.set()
    await task
    assert [place.rpartition(" ")[2] for place in told[:3]] == ["outer", "inner", "wait"]


def test_a_stalled_test_is_told_of_while_it_stalls(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(STALLING)
    (tmp_path / "test_it.py").write_text(TEST)
    run = [sys.executable, "-m", "pytest", "-q", "-n1", "-p", "no:cacheprovider", "test_it.py"]
    root = str(Path(__file__).parents[1])
    environment = {name: value for name, value in os.environ.items() if name != TOLD_IN}
    ended = subprocess.run(  # noqa: S603 -- only what stands here
        run,
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": root, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    for told in ended.stderr, ended.stdout:
        assert "test_it.py::test_it has not ended" in told
        assert "waits" in told
