"""A worker behind a proxy, for all tests of a file, and workers whose calls to Temporal break."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest

from rig.outages.worker_process import SOON
from rig.outages.world import World, open_world
from settings import Settings
from tests.conftest import CSRF_SECRET, LINK_KEY
from tests.outages.working import EVERY_FAULT, Working, open_working
from tests.workflows.conftest import temporal_address

__all__ = ["temporal_address"]

ENVIRONMENT = {
    "BASE_URL": "https://inforex.test",
    "LINK_KEYS": LINK_KEY,
    "CSRF_SECRET": CSRF_SECRET,
    "APPROVAL_REMINDERS": "3bd",
    # All lives ask the same contact.
    "MAILS_PER_CONTACT": "100000",
    "QUICK": "yes",
}


@pytest.fixture(scope="module")
def world(template: str, temporal_address: str) -> Iterator[World]:
    with open_world(template, temporal_address, ENVIRONMENT) as world:
        yield world


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was lost is given to another after 2 s; with EVERY_FAULT=yes as in production."""
    if not EVERY_FAULT:
        monkeypatch.setattr("workflows.mails.UNTIL_A_SENDER_IS_GIVEN_UP", timedelta(seconds=2))
        monkeypatch.setattr("workflows.mails.UNTIL_THE_MAIL_IS_TAKEN", SOON)
        monkeypatch.setattr("workflows.steps.ATTEMPT_TIMEOUT", timedelta(seconds=2))
        monkeypatch.setattr("workflows.steps.UNTIL_LONG_WORK_IS_GIVEN_UP", timedelta(seconds=2))
        monkeypatch.setattr("workflows.steps.UNTIL_THE_DIGEST_IS_WRITTEN", timedelta(seconds=2))


@pytest.fixture
def together() -> bool:
    """Whether the workers share a connection, as `open_working` says."""
    return False


@pytest.fixture
async def working(
    pool: str,  # noqa: ARG001 -- it opens the database
    soon: None,  # noqa: ARG001
    settings: Settings,
    temporal_address: str,
    together: bool,  # noqa: FBT001 -- a fixture
) -> AsyncIterator[Working]:
    async with open_working(settings, temporal_address, together=together) as working:
        yield working
