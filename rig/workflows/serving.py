"""Workers of Temporal in the process of a test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from temporalio.worker import Worker

TO_STOP = 40.0
"""Seconds; five more than the program itself waits for its workers (`worker.DRAIN`, `TO_STOP`)."""

log = structlog.get_logger()


@asynccontextmanager
async def serving(worker: Worker) -> AsyncIterator[None]:
    """Run a worker while the block lasts, and wait for its end no longer than the program does.

    Temporal's own `async with` waits for ever, and a worker that stops at the moment when one of
    its activities does may never end (temporalio/sdk-rust#1537). Raises what the worker ended by.
    """
    work = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        stop = asyncio.create_task(worker.shutdown())
        ended, _ = await asyncio.wait([work], timeout=TO_STOP)
        if not ended:
            log.warning("worker.left_before_all_had_ended")
            work.cancel()
        stop.cancel()
        await asyncio.gather(work, stop, return_exceptions=True)
    if not work.cancelled():
        work.result()
