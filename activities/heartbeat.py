"""Signs of life while an activity waits for others, so that a crash is noticed within seconds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import activity

BETWEEN_BEATS = 5.0
"""Seconds; well below the 20 s after which Temporal gives the activity to another worker."""


@asynccontextmanager
async def alive() -> AsyncIterator[None]:
    """Tell Temporal again and again that this worker lives, for as long as the block lasts."""
    beating = asyncio.create_task(_beat())
    try:
        yield
    finally:
        beating.cancel()


async def _beat() -> None:
    while True:
        activity.heartbeat()
        await asyncio.sleep(BETWEEN_BEATS)
