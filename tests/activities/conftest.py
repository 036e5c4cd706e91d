import pytest

from settings import Settings
from tests.applications import Applications


@pytest.fixture
async def applications(pool: str, settings: Settings) -> Applications:  # noqa: ARG001 -- it opens the database
    return Applications(settings)
