"""Security is tested on the same site as the pages."""

from datetime import timedelta

import pytest

from tests.security.sealed_log import log
from tests.web.conftest import app, applications, clock, site
from web import queues
from web.queues import FairQueue

__all__ = ["app", "applications", "clock", "log", "site"]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[FairQueue]:
    """The queue of each request that has to wait a little, which takes a moment here."""
    waited: list[FairQueue] = []
    real = FairQueue.pause

    async def noting(queue: FairQueue) -> None:
        waited.append(queue)
        await real(queue)

    monkeypatch.setattr(FairQueue, "pause", noting)
    monkeypatch.setattr(queues, "PAUSE", timedelta(milliseconds=1))
    return waited
