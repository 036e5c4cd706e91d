"""A process that was told to end says so, and takes requests on until a proxy has heard."""

import signal
import time
from types import FrameType

import uvicorn

from clock import utc_now
from domain.durations import Duration


class Leaving:
    """Whether this process was told to end; `/readyz` says so from then on.

    `lasts`: how long it still takes requests then.
    """

    def __init__(self, lasts: Duration) -> None:
        self._lasts = lasts
        self._over_at: float | None = None  # of a clock that nobody sets

    @property
    def begun(self) -> bool:
        return self._over_at is not None

    @property
    def over(self) -> bool:
        return self._over_at is not None and time.monotonic() >= self._over_at

    def begin(self) -> None:
        """Begin it; a second time changes nothing."""
        if self._over_at is None:
            now = utc_now()
            self._over_at = time.monotonic() + (self._lasts.after(now) - now).total_seconds()


class LeavingServer(uvicorn.Server):
    """Ends as uvicorn does, once it has been seen leaving; at Ctrl-C at once."""

    def __init__(self, config: uvicorn.Config, leaving: Leaving) -> None:
        super().__init__(config)
        self._leaving = leaving

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._leaving.begin()
        if sig != signal.SIGTERM or self._leaving.over:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        if self._leaving.over and not self.should_exit:
            super().handle_exit(signal.SIGTERM, None)
        return await super().on_tick(counter)
