"""What the helpdesk's digest needs from the database."""

from collections.abc import Callable
from datetime import datetime

from temporalio import activity

from clock import utc_now
from db.console import digest
from settings import Settings


class DigestActivities:
    """The step that is a record; it may run twice."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = utc_now) -> None:
        self._settings = settings
        self._clock = clock

    @activity.defn
    async def queue_digest(self) -> str | None:
        """Queue the mail of today, and give the process that sends it; None on a day off."""
        return await digest.queue_digest(self._settings.alert_mail_address, self._clock())

    @property
    def steps(self) -> list[Callable[..., object]]:
        """Every activity, for the worker to register."""
        return [self.queue_digest]
