"""How often something was tried in a window of time, counted for all web processes together."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from db.tables.companies import Throttle
from domain.limits import Limit

# In one order, so that nobody who locks several waits for another who does.
_HELD = "(SELECT bucket FROM throttle WHERE bucket = ANY({}) ORDER BY bucket FOR UPDATE) AS held"


async def count(limit: Limit, now: datetime) -> int:
    """Count one try; gives how many there were in the present window, with this one.

    A window begins with the first try in it.
    """
    rows = await Throttle.raw(
        """
        INSERT INTO throttle AS t (bucket, window_started_at, window_ends_at, tries, most, shown)
        VALUES ({}, {}, {}, 1, {}, {})
        ON CONFLICT (bucket) DO UPDATE SET
            tries = CASE WHEN t.window_started_at <= {} THEN 1 ELSE t.tries + 1 END,
            window_started_at = CASE WHEN t.window_started_at <= {}
                THEN excluded.window_started_at ELSE t.window_started_at END,
            window_ends_at = CASE WHEN t.window_started_at <= {}
                THEN excluded.window_ends_at ELSE t.window_ends_at END,
            most = excluded.most, shown = excluded.shown
        RETURNING tries
        """,
        _bucket(limit),
        now,
        now + limit.window,
        limit.most,
        limit.shown,
        *[now - limit.window] * 3,
    )
    return int(rows[0]["tries"])


async def allow(limit: Limit, now: datetime) -> bool:
    """Count one try; False when there were as many as may be in the present window already."""
    return await count(limit, now) <= limit.most


async def give_back(limits: Iterable[Limit]) -> None:
    """Count one try less, where it turned out to be none that the limits are about."""
    await Throttle.raw(
        f"UPDATE throttle SET tries = tries - 1 FROM {_HELD}"  # noqa: S608 -- a constant of this file
        " WHERE throttle.bucket = held.bucket AND tries > 0",
        [_bucket(limit) for limit in limits],
    )


async def forget(limits: Iterable[Limit]) -> None:
    """Begin to count anew, in the caller's transaction; for somebody who was helped."""
    await Throttle.raw(
        f"DELETE FROM throttle USING {_HELD} WHERE throttle.bucket = held.bucket",  # noqa: S608 -- a constant of this file
        [_bucket(limit) for limit in limits],
    )


def _bucket(limit: Limit) -> str:
    """The subject may be personal, so only its hash is stored."""
    digest = hashlib.sha256(limit.subject.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{limit.kind}:{digest}"
