"""Waiting for a condition, never for a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from db.tables.operation import Outbox

PATIENCE = 60.0
BETWEEN_LOOKS = 0.02
LONGEST_BETWEEN_LOOKS = 0.25


async def until(
    condition: Callable[[], Awaitable[bool]],
    what: str,
    patience: float = PATIENCE,
    between_looks: float | None = None,
) -> None:
    """Return as soon as the condition holds; fails the test when it does not in `patience` s.

    What takes long is looked at less and less often, for a look takes time from what it waits for;
    `between_looks`: seconds, where it is to be seen in the middle.
    """
    began = time.monotonic()
    try:
        async with asyncio.timeout(patience):
            while not await condition():  # noqa: ASYNC110 -- what it waits for is outside
                await asyncio.sleep(between_looks or pause_after(time.monotonic() - began))
    except TimeoutError:
        raise AssertionError(f"waited {patience:.0f} s in vain for: {what}") from None


def pause_after(waited: float) -> float:
    """Seconds to the next look, after so many seconds: a tenth more, within reason."""
    return min(max(BETWEEN_LOOKS, waited / 10), LONGEST_BETWEEN_LOOKS)


async def until_it_waits(acting: asyncio.Task[Any]) -> None:
    """Return when somebody waits for a lock in the database that is open, or the task is over."""

    async def waits_or_is_over() -> bool:
        waiting = await Outbox.raw("SELECT FROM pg_locks WHERE NOT granted")
        return bool(waiting) or acting.done()

    await until(waits_or_is_over, "a lock to be waited for")
