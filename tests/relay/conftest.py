"""A Temporal for all tests of the relay, and applications that it has never heard of."""

import itertools
from collections.abc import Iterator

import pytest
from temporalio.client import Client

from relay.delivery import Relay
from relay.reconciling import Reconciler
from rig.applications import Applications
from rig.servers import start_temporal
from rig.workflows.life import number_from
from settings import Settings

_serials = itertools.count(1000, 1000)


@pytest.fixture(scope="package")
def address() -> Iterator[str]:
    with start_temporal() as address:
        yield address


@pytest.fixture
async def client(address: str) -> Client:
    return await Client.connect(address)


@pytest.fixture
async def applications(pool: str, settings: Settings) -> Applications:  # noqa: ARG001 -- it opens the database
    # Every test has a database of its own, but all share one Temporal.
    await number_from(next(_serials), settings.database_url)
    return Applications(settings)


@pytest.fixture
async def relay(client: Client, applications: Applications) -> Relay:
    """A relay that has settled in its Temporal."""
    relay = Relay(client, applications.settings.policy)
    await relay.one_round()
    return relay


@pytest.fixture
def reconciler(client: Client, applications: Applications, relay: Relay) -> Reconciler:  # noqa: ARG001 -- it has settled in
    return Reconciler(client, applications.settings.policy)
