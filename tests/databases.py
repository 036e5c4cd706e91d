"""Databases of tests: a template that is made once, and copies of it."""

from datetime import UTC, datetime

import asyncpg

from db.demo.seeding import seed
from db.engine import database
from db.migrate import migrate

TEMPLATE = "inforex_template"

DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
"""The settings under which what was committed outlives a kill of the server, and of the machine."""


async def make_template(postgres: str) -> str:
    """Make a migrated database with the demo data; gives its URL."""
    await administer(postgres, f"CREATE DATABASE {TEMPLATE}")
    url = url_of(postgres, TEMPLATE)
    await migrate(url)
    async with database(url):
        await seed(datetime(2026, 1, 1, tzinfo=UTC))
    return url


async def copy_template(postgres: str, name: str) -> str:
    """Make a fresh copy of the template, which nobody may be connected to; gives its URL."""
    return await copy(postgres, TEMPLATE, name)


async def copy(postgres: str, of: str, name: str) -> str:
    """Make a copy of a database that nobody is connected to; gives its URL."""
    # Copied as files: half the time, since these servers sync nothing to the disk.
    await administer(postgres, f"CREATE DATABASE {name} TEMPLATE {of} STRATEGY FILE_COPY")
    return url_of(postgres, name)


async def drop(postgres: str, name: str) -> None:
    await administer(postgres, f"DROP DATABASE {name} WITH (FORCE)")


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
