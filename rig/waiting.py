"""Waiting for a condition, never for a time."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE = 60.0
BETWEEN_LOOKS = 0.02


async def until(
    condition: Callable[[], Awaitable[bool]],
    what: str,
    patience: float = PATIENCE,
    between_looks: float = BETWEEN_LOOKS,
) -> None:
    """Return as soon as the condition holds; fails the test when it does not in `patience` s."""
    try:
        async with asyncio.timeout(patience):
            while not await condition():  # noqa: ASYNC110 -- what it waits for is outside
                await asyncio.sleep(between_looks)
    except TimeoutError:
        raise AssertionError(f"waited {patience:.0f} s in vain for: {what}") from None
