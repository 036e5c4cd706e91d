"""How often something was tried in a window of time, counted for all web processes together."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from db.tables.companies import Throttle
from domain.limits import Limit


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
    await Throttle.update({Throttle.tries: Throttle.tries - 1}).where(
        Throttle.bucket.is_in([_bucket(limit) for limit in limits]), Throttle.tries > 0
    )


async def forget(limits: Iterable[Limit]) -> None:
    """Begin to count anew, in the caller's transaction; for somebody who was helped."""
    await Throttle.delete().where(Throttle.bucket.is_in([_bucket(limit) for limit in limits]))


def _bucket(limit: Limit) -> str:
    """The subject may be personal, so only its hash is stored."""
    digest = hashlib.sha256(limit.subject.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{limit.kind}:{digest}"
