"""A worker behind a proxy, for all tests of a file."""

from collections.abc import Iterator

import pytest

from rig.outages.world import World, open_world
from tests.conftest import CSRF_SECRET, LINK_KEY
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
