"""A Temporal server whose time can be moved, and a worker on it for each test."""

from collections.abc import AsyncIterator, Iterator

import pytest

from rig.workflows.life import Life, open_life
from rig.workflows.skipping_temporal import start_skipping_temporal
from settings import Settings


@pytest.fixture(scope="session")
def temporal_address() -> Iterator[str]:
    """A full Temporal server with a clock for each workflow."""
    with start_skipping_temporal() as address:
        yield address


@pytest.fixture
async def life(pool: str, settings: Settings, temporal_address: str) -> AsyncIterator[Life]:  # noqa: ARG001 -- it opens the database
    async with open_life(temporal_address, settings) as life:
        yield life
