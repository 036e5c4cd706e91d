"""Too many tries are answered with a page that says how long to wait (S11, S12, S15)."""

from datetime import datetime, timedelta

from db.throttle import allow


class TooManyRequestsError(Exception):
    """Somebody tried too often; `wait` is the longest it takes until they may try again."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


async def limit(bucket: str, most: int, window: timedelta, now: datetime) -> None:
    """Count one try; raises `TooManyRequestsError` when there were `most` in this window."""
    if not await allow(bucket, most, window, now):
        raise TooManyRequestsError(window)
