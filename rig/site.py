"""The site in this process, with a clock that can be moved and without Temporal."""

import asyncio
import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import httpx
from litestar import Litestar

from relay.delivery import Relay
from rig.visitor import Visitor
from web.health import metrics_app


class RelayWithoutTemporal(Relay):
    """Notes whom it was asked to nudge; the outbox keeps the news."""

    def __init__(self) -> None:
        self.nudged: list[str] = []

    async def nudge(self, application_number: str) -> None:
        self.nudged.append(application_number)


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Site(Visitor):
    """The application in this process, and a visitor to it."""

    def __init__(self, app: Litestar, clock: Clock, relay: RelayWithoutTemporal) -> None:
        self.app = app
        self.clock = clock
        self.relay = relay
        super().__init__(self.browser())

    @functools.cached_property
    def metrics(self) -> httpx.AsyncClient:
        """Who watches over the application; made for those that ask: it takes as long as a page."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=metrics_app(self.app)),  # type: ignore[arg-type]  # httpx and Litestar type their scopes apart
            base_url="http://127.0.0.1",
        )

    def browser(self, address: str = "192.0.2.1") -> httpx.AsyncClient:
        """Another browser, without any cookie, at this network address."""
        transport = httpx.ASGITransport(app=self.app, client=(address, 50000))  # type: ignore[arg-type]  # Litestar types its scopes more narrowly
        return httpx.AsyncClient(transport=transport, base_url="https://inforex.test")


@asynccontextmanager
async def running(app: Litestar) -> AsyncIterator[None]:
    """Keep the application's lifespan in one task, as it must be; pytest's fixtures use two."""
    started, stop = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            started.set()
            await stop.wait()

    life = asyncio.create_task(live())
    waiting = asyncio.create_task(started.wait())
    await asyncio.wait([life, waiting], return_when=asyncio.FIRST_COMPLETED)
    try:
        if not life.done():
            yield
    finally:
        stop.set()
        await life
