from collections.abc import AsyncIterator

import pytest

from settings import Settings
from tests.applications import Applications, now
from tests.web.site import Clock, RelayWithoutTemporal, Site, running
from web.app import create_app


@pytest.fixture
async def site(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    """The site on a fresh database, without Temporal; its clock stands until it is moved."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    clock = Clock(now())
    app = create_app(settings, clock=clock)
    async with running(app):
        app.state.relay = relay = RelayWithoutTemporal()
        site = Site(app, clock, relay)
        async with site.client:
            yield site


@pytest.fixture
def applications(site: Site, settings: Settings) -> Applications:  # noqa: ARG001 -- it opens the database
    return Applications(settings)
