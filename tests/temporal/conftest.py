"""A Temporal as others have theirs, a door to it, and a worker that is to work there."""

import secrets
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from embedded.child import Child
from embedded.ports import LOOPBACK
from rig.applications import Applications
from rig.servers import free_ports, start_bare_temporal
from settings import Settings
from tests.conftest import CSRF_SECRET, LINK_KEY
from tests.temporal.door import Door
from tests.temporal.worker_process import PROGRAMS, PROJECT, WorkerProcess


@dataclass(frozen=True)
class Place:
    """A new installation of ours, and the namespace of a Temporal in which it is to work.

    Nobody has made the namespace; the Temporal knows nothing of us.
    """

    applications: Applications
    temporal: str
    namespace: str
    log: Path

    def worker(self, address: str = "", **more: str) -> WorkerProcess:
        """A worker that goes there, by another address if one is given; `more`: variables."""
        environment = PROGRAMS | {
            "DATABASE_URL": self.applications.settings.database_url,
            "LINK_KEYS": LINK_KEY,
            "CSRF_SECRET": CSRF_SECRET,
            "TEMPORAL_ADDRESS": address or self.temporal,
            "TEMPORAL_NAMESPACE": self.namespace,
            "WORKER_HEALTH_ADDRESS": f"{LOOPBACK}:{free_ports(1)[0]}",
            "PYTHONUNBUFFERED": "1",
            **more,
        }
        program = Child(
            name="Worker",
            command=(sys.executable, "worker.py"),
            log=self.log,
            environment=environment,
            working_directory=PROJECT,
            grace=40.0,
        )
        return WorkerProcess(environment, program)


@pytest.fixture(scope="module")
def bare() -> Iterator[str]:
    """The address of a Temporal that knows nothing of us."""
    with start_bare_temporal() as address:
        yield address


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    door = Door()
    yield door
    await door.close()


@pytest.fixture
def place_of_others(settings: Settings, bare: str, tmp_path: Path) -> Place:
    """A place whose database this process is still to open."""
    namespace = f"inforex-{secrets.token_hex(4)}"
    return Place(Applications(settings), bare, namespace, tmp_path / "worker.log")


@pytest.fixture
def place(pool: str, place_of_others: Place) -> Place:  # noqa: ARG001 -- it opens the database
    return place_of_others
