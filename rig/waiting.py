"""Waiting for a condition, never for a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable

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
