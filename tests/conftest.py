"""The order in which tests begin, and the PostgreSQL and databases that they share."""

import asyncio
import gc
import itertools
import os
import secrets
import signal
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest
from xdist.remote import Producer
from xdist.scheduler import Scheduling

from db.engine import database
from rig.copies import Copies, open_copies
from rig.databases import for_owner, make_template
from rig.remembered import STAGES, UNTOUCHED, remember
from rig.servers import start_postgres
from settings import Settings
from tests.distribution import FilesByServers, file_of, in_order, shared_out
from tests.hashing import hash_at_full_cost, hash_cheaply
from tests.stalls import Stalls

_numbers = itertools.count(1)

hash_cheaply()  # before the rig makes the password that all share

GIVEN = os.environ.get("TEST_POSTGRES", "")

LINK_KEY, CSRF_SECRET = secrets.token_hex(32), secrets.token_hex(32)


def pytest_configure(config: pytest.Config) -> None:
    """Have every test watched that does not end, and Ctrl-C heard by all that tests start.

    A shell has what it starts in the background ignore Ctrl-C, and that is handed down.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config.pluginmanager.register(Stalls())
    if worker := getattr(config, "workerinput", None):
        config.args = shared_out(config.args, int(worker["workerid"].removeprefix("gw")))


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many as there are processors: many tests wait for what servers do."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, and let others work while it waits."""
    files = sorted(file_of(item.nodeid) for item in items)
    order = {file: place for place, file in enumerate(in_order(files))}
    items.sort(key=lambda item: order[file_of(item.nodeid)])


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what stays: it took a tenth of the processor's time."""
    gc.freeze()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    """Give tests to workers by the servers that they need, where whole files are given."""
    return FilesByServers(config, log) if config.option.dist == "loadfile" else None


def aside(work: Coroutine[Any, Any, object]) -> None:
    """Run a coroutine to its end on a loop of its own, whatever loop this thread has."""
    thread = threading.Thread(target=asyncio.run, args=(work,))
    thread.start()
    thread.join()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server of the tests' own; gives its superuser's URL.

    Who runs pytest often (`rig.mutation`) starts one for all runs, with the template in it.
    """
    with nullcontext(GIVEN) if GIVEN else start_postgres(short_lived=True) as url:
        yield url


@pytest.fixture(scope="session")
def template(postgres: str) -> str:
    """A migrated database with the demo data, to be copied for each test."""
    if not GIVEN:
        aside(make_template(postgres))
    return postgres


@pytest.fixture(scope="session")
def copies(template: str) -> Iterator[Copies]:
    """What copies the template."""
    with open_copies(template) as copies:
        if not GIVEN:
            _remember_stages(copies)
        yield copies


def _remember_stages(copies: Copies) -> None:
    from rig.applications import OFTEN, Applications, now  # not before hashing is cheap

    async def bring_about(name: str, url: str) -> None:
        async with database(url):
            applications = Applications(settings_with(url))
            STAGES[name] = await remember(getattr(applications, name), applications.settings, now)

    for name in OFTEN:
        with _copy(copies) as url:
            copies.run(bring_about(name, url))


def _copy(copies: Copies) -> AbstractContextManager[str]:
    return copies.copy(f"inforex_{os.getpid()}_{next(_numbers)}")


@pytest.fixture
def database_url(copies: Copies, request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh copy of the template, for the role that the application has.

    Who changes the product has it bring everything about itself.
    """
    with _copy(copies) as url:
        if "monkeypatch" in request.fixturenames:
            UNTOUCHED.pop(url)
        yield url


@pytest.fixture
def owner_url(database_url: str) -> str:
    """The same database, for the role that owns its tables."""
    return for_owner(database_url)


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[str]:
    """A fresh database with the process's connection pool open on it."""
    async with database(database_url):
        yield database_url


@pytest.fixture
def full_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as in production."""
    hash_at_full_cost(monkeypatch)


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Settings for the fresh database; mails go nowhere unless a test says where."""
    return settings_with(database_url)


def settings_with(database_url: str) -> Settings:
    return Settings.from_environment(
        {
            "DATABASE_URL": database_url,
            "BASE_URL": "https://inforex.test",
            "LINK_KEYS": LINK_KEY,
            "CSRF_SECRET": CSRF_SECRET,
        }
    )
