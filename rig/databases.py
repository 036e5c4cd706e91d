"""Databases of tests: a template that is made once, and copies of it."""

from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

import asyncpg

from db.demo.seeding import seed
from db.engine import database
from db.migrate import migrate

TEMPLATE = "inforex_template"
ROLE = "inforex"
"""The application's, which owns nothing."""

DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
"""The settings under which what was committed outlives a kill of the server, and of the machine."""


async def make_template(postgres: str) -> str:
    """Make a migrated database with the demo data; gives its URL for the application."""
    await make_role(postgres)
    await administer(postgres, f"CREATE DATABASE {TEMPLATE}")
    owner = url_of(postgres, TEMPLATE)
    url = for_application(owner)
    assert await migrate(owner, url)
    async with database(url):
        await seed(datetime(2026, 1, 1, tzinfo=UTC))
    return url


async def make_role(postgres: str) -> None:
    """Make the application's role, as an installation has it, with the superuser's password."""
    password = urlsplit(postgres).password or ""
    with suppress(asyncpg.DuplicateObjectError):
        await administer(postgres, f"CREATE ROLE {ROLE} LOGIN PASSWORD '{password}'")


def for_application(owner: str) -> str:
    """Turn a URL of the superuser, who owns all databases of tests, into the application's."""
    return owner.replace("//postgres", f"//{ROLE}", 1)


def for_owner(application: str) -> str:
    """Turn it back."""
    return application.replace(f"//{ROLE}", "//postgres", 1)


async def copy_template(postgres: str, name: str) -> str:
    """Make a fresh copy of the template, which nobody may be connected to; gives its URL.

    The URL is the application's, so that tests can do what it can, and no more.
    """
    return await copy(postgres, TEMPLATE, name)


async def copy(postgres: str, of: str, name: str) -> str:
    """Make a copy of a database that nobody is connected to; gives its URL, as above."""
    await administer(postgres, copy_statement(of, name))
    return for_application(url_of(postgres, name))


async def drop(postgres: str, name: str) -> None:
    await administer(postgres, drop_statement(name))


def copy_statement(of: str, name: str) -> str:
    # Copied as files: half the time, since these servers sync nothing to the disk.
    return f"CREATE DATABASE {name} TEMPLATE {of} STRATEGY FILE_COPY"


def drop_statement(name: str) -> str:
    return f"DROP DATABASE {name} WITH (FORCE)"


def url_of(postgres: str, name: str) -> str:
    return postgres.replace("/postgres?", f"/{name}?", 1)


async def administer(postgres: str, statement: str) -> None:
    connection = await asyncpg.connect(postgres)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def durability(url: str) -> dict[str, str]:
    """How a server keeps what it commits for those who connect so."""
    connection = await asyncpg.connect(url)
    try:
        return {name: await connection.fetchval(f"SHOW {name}") for name in DURABLE}
    finally:
        await connection.close()
