"""A Temporal server whose time can be moved, and a worker on it for each test."""

from collections.abc import AsyncIterator, Iterator

import pytest
from temporalio.common import RetryPolicy

from rig.workflows.life import Life, open_life
from rig.workflows.skipping_temporal import start_skipping_temporal
from settings import Settings
from tests.workflows.failing import SECOND


@pytest.fixture(scope="package")
def temporal_address() -> Iterator[str]:
    """A full Temporal server with a clock for each workflow."""
    with start_skipping_temporal() as address:
        yield address


@pytest.fixture
async def life(pool: str, settings: Settings, temporal_address: str) -> AsyncIterator[Life]:  # noqa: ARG001 -- it opens the database
    async with open_life(temporal_address, settings) as life:
        yield life


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell of a step at its third attempt, which comes soon."""
    again = RetryPolicy(initial_interval=0.2 * SECOND, maximum_interval=SECOND)
    monkeypatch.setattr("activities.watching.PATIENCE", 0 * SECOND)
    monkeypatch.setattr("workflows.steps.UNTIL_THE_DATABASE_IS_BACK", again)
