"""How often something may be tried in a window of time, counted for all web processes together."""

import hashlib
from datetime import datetime, timedelta

from db.tables.companies import Throttle


async def allow(bucket: str, most: int, window: timedelta, now: datetime) -> bool:
    """Count one try; False when there were `most` in the present window already.

    `bucket` is `kind:subject`; the subject may be personal, so only its hash is stored.
    A window begins with the first try in it.
    """
    rows = await Throttle.raw(
        """
        INSERT INTO throttle AS t (bucket, window_started_at, tries) VALUES ({}, {}, 1)
        ON CONFLICT (bucket) DO UPDATE SET
            tries = CASE WHEN t.window_started_at <= {} THEN 1 ELSE t.tries + 1 END,
            window_started_at = CASE WHEN t.window_started_at <= {}
                THEN excluded.window_started_at ELSE t.window_started_at END
        RETURNING tries
        """,
        _stored(bucket),
        now,
        now - window,
        now - window,
    )
    return bool(rows[0]["tries"] <= most)


async def forget(*buckets: str) -> None:
    """Begin to count anew, in the caller's transaction; for somebody who was helped."""
    await Throttle.delete().where(Throttle.bucket.is_in([_stored(bucket) for bucket in buckets]))


def _stored(bucket: str) -> str:
    kind, _, subject = bucket.partition(":")
    digest = hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{kind}:{digest}"
