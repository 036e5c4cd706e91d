"""What operators watch besides pages: what waits, what is stuck, whether it can write."""

import asyncio
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import asyncpg
from prometheus_client import Gauge

from db import temporal_recovery, troubles
from db.engine import DATABASE_AWAY
from db.readiness import messages_waiting, try_to_write
from domain.needs import TroubleKind


def _gauge(name: str, says: str, labels: Sequence[str] = ()) -> Gauge:
    """What the database tells: of several processes on a port, what the last to look was told."""
    return Gauge(name, says, labels, multiprocess_mode="mostrecent")


_WAITING = _gauge("inforex_news_waiting", "Facts that Temporal has yet to hear of.")
_OLDEST = _gauge("inforex_news_oldest_seconds", "Since how long the oldest of them wait.")
_TROUBLES = _gauge("inforex_troubles", "Processes that do not go on, by what is wrong.", ["kind"])
_RESTARTS = _gauge(
    "inforex_workflow_restarts", "Open processes that had no workflow and got one, ever."
)


async def refresh(now: datetime) -> None:
    """Read the gauges anew; with the database away they are NaN, rather than what they were."""
    try:
        news, counts = await messages_waiting(), await troubles.counts()
        restarts = await temporal_recovery.restarts()
    except DATABASE_AWAY:
        _show(math.nan, math.nan, math.nan, dict.fromkeys(TroubleKind, math.nan))
    else:
        _show(news.waiting, seconds_since(news.since, now), restarts, counts)


def _show(
    waiting: float, oldest: float, restarts: float, counts: Mapping[TroubleKind, float]
) -> None:
    _WAITING.set(waiting)
    _OLDEST.set(oldest)
    _RESTARTS.set(restarts)
    for kind, count in counts.items():
        _TROUBLES.labels(kind.value).set(count)


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
