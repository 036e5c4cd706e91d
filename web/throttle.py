"""Rate limits: one client that passes them is refused; where many do, all wait a little."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import structlog
from prometheus_client import Counter

from db import floods, throttle
from domain.limits import Limit

log = structlog.get_logger()

PASSED = Counter(
    "inforex_limits_passed",
    "Tries above a limit: over many networks they were slowed down, of one they were refused.",
    ["kind"],
)


class TooManyRequestsError(Exception):
    """Somebody tried too often; `wait` is the longest it takes until they may try again.

    `limit`: which limit they passed, as the log has it.
    """

    def __init__(self, wait: timedelta, limit: str) -> None:
        super().__init__()
        self.wait = wait
        self.limit = limit


async def refuse(limits: Limit | Iterable[Limit], now: datetime) -> None:
    """Count one try; raises `TooManyRequestsError` at the first of the limits that is passed.

    What one limit stops counts for none after it: so a network uses up its own tries alone.
    """
    # One after another: counted together and given back, a flood of one network would use up for
    # a moment what is another's.
    for limit in (limits,) if isinstance(limits, Limit) else limits:
        if not await throttle.allow(limit, now):
            PASSED.labels(limit.kind).inc()
            raise TooManyRequestsError(limit.window, limit.kind)


async def flooded(limits: Sequence[Limit], alert_to: str, now: datetime) -> tuple[Limit, ...]:
    """Count one try of many networks'; gives those of the limits that are passed.

    Administrators hear of it at `alert_to`, in the console, in the log and in the metrics.
    """
    tries = zip(limits, await throttle.count_all(limits, now), strict=True)
    passed = [(limit, times) for limit, times in tries if times > limit.most]
    for limit, times in passed:
        PASSED.labels(limit.kind).inc()
        if _is_news(limit, times):
            log.warning("flood", kind=limit.kind, tries=times, most=limit.most)
            await floods.note(limit, times, alert_to, now)
    return tuple(limit for limit, _ in passed)


def _is_news(limit: Limit, times: int) -> bool:
    """The first above the limit, and then so seldom that noting it costs nothing."""
    return (times - limit.most - 1) % max(1, limit.most // 10) == 0
