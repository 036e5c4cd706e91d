"""Waiting for a condition, never for a time."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE = 20.0
BETWEEN_LOOKS = 0.02


async def until(
    condition: Callable[[], Awaitable[bool]], what: str, patience: float = PATIENCE
) -> None:
    """Return as soon as the condition holds; fails the test when it does not in `patience` s."""
    looks = int(patience / BETWEEN_LOOKS)
    for _ in range(looks):
        if await condition():
            return
        await asyncio.sleep(BETWEEN_LOOKS)
    raise AssertionError(f"waited {patience:.0f} s in vain for: {what}")
