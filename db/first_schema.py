"""Databases from before the first release, whose schema came from many migrations, not from one."""

import asyncpg

FIRST_SCHEMA = "2026-11-28T20:30:00:000000"
"""The migration that made one of the many; what they made is what it makes."""

REPLACED = (
    "2026-11-22T11:34:53:915611",
    "2026-11-22T12:00:00:000000",
    "2026-11-22T12:30:41:088598",
    "2026-11-22T13:00:00:000000",
    "2026-11-22T14:16:08:465384",
    "2026-11-22T14:30:00:000000",
    "2026-11-22T14:35:54:517224",
    "2026-11-22T14:40:00:000000",
    "2026-11-22T15:00:00:000000",
    "2026-11-22T15:10:00:000000",
    "2026-11-28T10:00:00:000000",
    "2026-11-28T13:00:00:000000",
    "2026-11-28T13:10:00:000000",
    "2026-11-28T14:00:00:000000",
    "2026-11-28T14:10:00:000000",
    "2026-11-28T16:00:00:000000",
    "2026-11-28T16:10:00:000000",
    "2026-11-28T17:00:00:000000",
    "2026-11-28T17:10:00:000000",
    "2026-11-28T18:40:00:000000",
    "2026-11-28T18:45:00:000000",
    "2026-11-28T19:00:00:000000",
    "2026-11-28T20:10:00:000000",
    "2026-11-28T20:20:00:000000",
)


class HalfMigratedError(Exception):
    """A database had some of the replaced migrations and not all; gives how many it had."""


async def note_first_schema(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Note the first schema as made where the migrations that it replaced have made it.

    Raises `HalfMigratedError`; nobody else may migrate meanwhile.
    """
    had = await _migrations_had(connection)
    replaced = had.intersection(REPLACED)
    if not replaced or FIRST_SCHEMA in had:
        return
    if len(replaced) < len(REPLACED):
        raise HalfMigratedError(len(replaced))
    await connection.execute(
        "INSERT INTO migration (name, app_name, ran_on) VALUES ($1, 'inforex', now())",
        FIRST_SCHEMA,
    )


async def _migrations_had(connection: "asyncpg.Connection[asyncpg.Record]") -> set[str]:
    if await connection.fetchval("SELECT to_regclass('migration')") is None:
        return set()
    rows = await connection.fetch("SELECT name FROM migration WHERE app_name = 'inforex'")
    return {row["name"] for row in rows}
