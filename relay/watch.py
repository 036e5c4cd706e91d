"""Looks at Temporal again and again, and says in the log what is in the way."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

import asyncpg
import structlog
from temporalio.client import Client
from temporalio.runtime import Runtime

from db.engine import DATABASE_AWAY
from logs import trouble_of
from relay.connection import connect_to_temporal
from relay.obstacles import Obstacle, ObstacleKind, not_connected
from relay.rounds import end_if_cancelled

log = structlog.get_logger()

GAUGE = "inforex_temporal_ready"
GAUGE_SAYS = "1 when Temporal has all that the enrolment needs, 0 while that waits"

BETWEEN_TRIES = 1.0
BETWEEN_LOOKS = 15.0
SAID_AGAIN_AFTER = 60.0

# With these a connection may be of no use any more, while another by the settings of now is.
_LOST = frozenset({ObstacleKind.UNREACHABLE, ObstacleKind.TLS, ObstacleKind.REFUSED})


class Watch:
    """Keeps the connection, and what the newest look found; never ends by itself.

    `inspect` finds what is in the way, and may mend it; `show` is told whether all is ready. What
    changes is logged at once, what stays once a minute.
    """

    def __init__(
        self,
        inspect: Callable[[Client], Awaitable[Sequence[Obstacle]]],
        show: Callable[[int], object],
        runtime: Runtime | None = None,
    ) -> None:
        self._inspect = inspect
        self._show = show
        self._runtime = runtime
        self._client: Client | None = None
        self._say_again_at = 0.0
        self.found: Sequence[Obstacle] | None = None
        show(0)

    @property
    def ready(self) -> bool:
        """Whether the newest look found nothing that hinders; not before the first."""
        return self.found is not None and not any(each.hinders for each in self.found)

    async def ready_client(self) -> Client:
        """Connect, however long it takes until there is a Temporal that is ready."""
        self._client = None
        while True:
            await self.look()
            if self.ready and self._client is not None:
                return self._client
            await asyncio.sleep(BETWEEN_TRIES)

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(BETWEEN_LOOKS if self.ready else BETWEEN_TRIES)

    async def run_with(self, client: Client) -> None:
        """Look again and again, until another client than this has taken its place."""
        while self._client is client:
            await asyncio.sleep(BETWEEN_LOOKS if self.ready else BETWEEN_TRIES)
            await self.look()

    async def look(self) -> None:
        """Look now; with the database away, what was found before stands."""
        try:
            found = await self._find()
        except (*DATABASE_AWAY, asyncpg.PostgresError) as trouble:
            tried = "to compare Temporal with what the database says"
            log.warning("temporal.not_compared", tried=tried, **trouble_of(trouble))
            end_if_cancelled()
            return
        self._say(found)
        self.found = found
        self._show(int(self.ready))

    async def _find(self) -> Sequence[Obstacle]:
        """Inspect by the client there is; if that is lost, by another as the settings are now."""
        found = await self._inspect(self._client) if self._client else None
        if found is not None and not _is_lost(found):
            return found
        try:
            client = await connect_to_temporal(self._runtime)
        except RuntimeError as error:
            return found or [not_connected(error)]
        found = await self._inspect(client)
        if not _is_lost(found):
            self._client = client
        return found

    def _say(self, found: Sequence[Obstacle]) -> None:
        if found == self.found and (self.ready or time.monotonic() < self._say_again_at):
            return
        self._say_again_at = time.monotonic() + SAID_AGAIN_AFTER
        for each in found:
            event = "temporal.not_ready" if each.hinders else "temporal.not_as_it_should_be"
            log.warning(
                event, obstacle=each.kind, what=each.what, remedy=each.remedy, **each.trouble
            )
        if not any(each.hinders for each in found):
            log.info("temporal.ready")


def _is_lost(found: Sequence[Obstacle]) -> bool:
    return any(each.kind in _LOST for each in found)
