"""Whether the enrolment goes on, as our web server sees it; Temporal may have to be mended."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from embedded.ports import answer

MENDED_WITHIN = 5.0
"""How many seconds the worker gets to make what is missing, before anybody is told."""
BETWEEN_LOOKS = 2.0

GOES_ON = "goes on"
UNKNOWN = "is not known: the web server tells nothing of it"


async def enrolment(port: int) -> str:
    """What to say of it once the web server has looked: that it goes on, or why it waits."""
    deadline = asyncio.get_running_loop().time() + MENDED_WITHIN
    said = await _said(port)
    while said != GOES_ON and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.1)
        said = await _said(port)
    return said


async def follow(port: int, said: str, say: Callable[[str], None]) -> None:
    """Say whenever something else is to be said of it than `said`, until cancelled."""
    while True:
        await asyncio.sleep(BETWEEN_LOOKS)
        now = await _said(port)
        if now not in {said, UNKNOWN}:
            said = now
            say(f"The enrolment {said}")


async def _said(port: int) -> str:
    """What `/readyz` tells of Temporal and the database."""
    _, body = await answer(port, "/readyz")
    try:
        told = json.loads(body)
    except ValueError:
        return UNKNOWN
    if told["database"] != "ok":
        return f"waits. The database: {told['database']}."
    return GOES_ON if told["temporal"] == "ok" else f"waits. {_reasons(told)}"


def _reasons(told: Mapping[str, Any]) -> str:
    return " ".join(told.get("temporal_says") or [f"Temporal: {told['temporal']}."])
