"""The order in which tests begin, and the PostgreSQL and databases that they share."""

import asyncio
import itertools
import os
import secrets
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from db.engine import database
from rig.databases import copy_template, drop, for_owner, make_template
from rig.servers import start_postgres
from settings import Settings
from tests.stalls import Stalls

_numbers = itertools.count(1)

LINK_KEY, CSRF_SECRET = secrets.token_hex(32), secrets.token_hex(32)

LONGEST_FIRST = ("whole", "outages", "temporal", "stack", "relay", "workflows")
"""Folders of tests that wait for servers: begun last, one would go on alone when all is done."""


def pytest_configure(config: pytest.Config) -> None:
    """Have every test watched that does not end."""
    config.pluginmanager.register(Stalls())


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many as there are processors: many tests wait for what servers do."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)


def aside(work: Coroutine[Any, Any, object]) -> None:
    """Run a coroutine to its end on a loop of its own, whatever loop this thread has."""
    thread = threading.Thread(target=asyncio.run, args=(work,))
    thread.start()
    thread.join()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server of the tests' own; gives its superuser's URL."""
    with start_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def template(postgres: str) -> str:
    """A migrated database with the demo data, to be copied for each test."""
    aside(make_template(postgres))
    return postgres


@pytest.fixture
async def database_url(template: str) -> AsyncIterator[str]:
    """A fresh copy of the template, for the role that the application has."""
    name = f"inforex_{next(_numbers)}"
    yield await copy_template(template, name)
    await drop(template, name)


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
def settings(database_url: str) -> Settings:
    """Settings for the fresh database; mails go nowhere unless a test says where."""
    return Settings.from_environment(
        {
            "DATABASE_URL": database_url,
            "BASE_URL": "https://inforex.test",
            "LINK_KEYS": LINK_KEY,
            "CSRF_SECRET": CSRF_SECRET,
        }
    )
