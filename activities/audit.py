"""Has the auditor look, and notes what it found for whoever watches."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from temporalio import activity
from temporalio.client import Client

from activities.heartbeat import alive
from auditor.audit import audit
from clock import utc_now
from db.breaches import note_breaches
from db.engine import bare_connection

log = structlog.get_logger()

LATELY = timedelta(days=1)
"""The histories that are read are of what ended since; what is open is read when it ends."""


class AuditActivities:
    """The one step; it only reads, and may run twice."""

    def __init__(
        self, client: Client, keys: Sequence[bytes], clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._client = client
        self._keys = keys
        self._clock = clock

    @activity.defn
    async def look_for_breaches(self) -> int:
        """Look at everything; gives how many breaches there are, of which each leaves a line."""
        now = self._clock()
        ended = f"CloseTime >= '{now - LATELY:%Y-%m-%dT%H:%M:%SZ}'"
        async with alive(), bare_connection() as connection:
            found = await audit(connection, self._client, now, histories=ended, keys=self._keys)
        await note_breaches([(each.law, each.subject, each.found) for each in found], now)
        for each in found:
            log.error("auditor.law_broken", law=each.law, subject=each.subject, found=each.found)
        return len(found)

    @property
    def steps(self) -> list[Callable[..., object]]:
        """Every activity, for the worker to register."""
        return [self.look_for_breaches]
