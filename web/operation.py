"""What operators watch besides pages: since when, and whether it can write."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg

from db.engine import DATABASE_AWAY
from db.readiness import try_to_write


def seconds_since(moment: datetime | None, now: datetime) -> int:
    """How long ago a moment was; 0 where there is none."""
    return 0 if moment is None else max(0, int((now - moment).total_seconds()))


BETWEEN_TRIES = timedelta(seconds=5)
TRIED_WITHIN = 5.0

_OBSTACLES: dict[type[Exception], str] = {
    asyncpg.DiskFullError: "no room on its disk",
    asyncpg.ReadOnlySQLTransactionError: "read-only",
}


class WriteCheck:
    """Remembers the result of the last try for five seconds."""

    def __init__(self) -> None:
        self._obstacle = ""
        self._next_try = datetime.min.replace(tzinfo=UTC)
        self._one_try_at_a_time = asyncio.Lock()

    async def obstacle(self, now: datetime) -> str:
        """What keeps pages from writing, for operators; empty when nothing does."""
        async with self._one_try_at_a_time:
            if now >= self._next_try:
                self._obstacle = await _try(now)
                self._next_try = now + BETWEEN_TRIES
            return self._obstacle


async def _try(now: datetime) -> str:
    try:
        async with asyncio.timeout(TRIED_WITHIN):
            await try_to_write(now)
    except DATABASE_AWAY as error:
        return _OBSTACLES.get(type(error), "unreachable")
    return ""
