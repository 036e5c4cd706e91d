import functools
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from litestar import Litestar

from logs import log_as_json
from rig.applications import Applications, now
from rig.site import Clock, RelayWithoutTemporal, Site, running
from settings import Settings
from web.app import create_app


@functools.cache
def _made(settings: Settings) -> Litestar:
    """Make the application once for all tests that want the same; it takes a third of a second."""
    return create_app(settings)


@pytest.fixture
def clock() -> Clock:
    """Stands until it is moved."""
    return Clock(now())


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Litestar:
    """The application, not to be changed, on a database of its own and by a clock of its own."""
    app = _made(replace(settings, database_url=""))
    log_as_json()  # nothing is a repetition of what another test logged
    app.state.settings, app.state.clock = settings, clock
    return app


@pytest.fixture
async def site(app: Litestar, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    """The site on a fresh database, without Temporal."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    async with running(app):
        app.state.relay = relay = RelayWithoutTemporal()
        site = Site(app, clock, relay)
        async with site.client:
            yield site


@pytest.fixture
def applications(site: Site, settings: Settings) -> Applications:  # noqa: ARG001 -- it opens the database
    return Applications(settings)
