"""A worker ends when it is told to, whatever its libraries still wait for."""

import subprocess
import sys
from pathlib import Path

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
