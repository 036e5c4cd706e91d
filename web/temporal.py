"""The web's connection to Temporal: pages are served without it; monitoring is told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from litestar import Litestar
from litestar.datastructures import State
from prometheus_client import Gauge
from temporalio.client import Client

from relay.delivery import Relay
from relay.home import find_other_home
from relay.obstacles import Obstacle
from relay.preparation import find_obstacles
from relay.watch import GAUGE, GAUGE_SAYS, Watch

READY = Gauge(GAUGE, GAUGE_SAYS, multiprocess_mode="livemin")


class NotConnected(Relay):
    """Leaves all news in the outbox, to the workers."""

    def __init__(self) -> None:
        """Without a client."""

    async def nudge(self, process: str) -> None:
        """Do nothing."""


class _Connection:
    """Nudges through Temporal while that is ready; otherwise the outbox waits for the workers."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._nudges_by: Client | None = None
        state.relay = NotConnected()

    async def inspect(self, client: Client) -> Sequence[Obstacle]:
        """Find what is in the way; in another Temporal than the workers' nobody would answer."""
        found = await find_obstacles(client) or await find_other_home(client)
        self._nudge_by(None if any(each.hinders for each in found) else client)
        return found

    def _nudge_by(self, client: Client | None) -> None:
        if client is self._nudges_by:
            return
        self._nudges_by = client
        settings, clock = self._state.settings, self._state.clock
        self._state.relay = Relay(client, settings.policy, clock) if client else NotConnected()


@asynccontextmanager
async def with_temporal(app: Litestar) -> AsyncIterator[None]:
    """Look at Temporal for as long as the application lives."""
    app.state.temporal = watch = Watch(_Connection(app.state).inspect, READY.set)
    watching = asyncio.create_task(watch.run())
    yield
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
