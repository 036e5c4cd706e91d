"""Which breaches wrong clocks explain: those that are none when what they wrote is put right."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from auditor.facts import LAWS, breaches
from auditor.law import Breach

FROZEN = timedelta(seconds=5)
"""So long before, or after, a program may have read its clock that was stopped as it did."""

OF_THE_DATABASE = frozenset(law.name for law in LAWS)
ASKED_OF = frozenset(word for law in LAWS for word in re.findall(r"\w+", law.breaches))
"""Words of the laws, among them the names of all tables that they ask."""

TABLES = """
    SELECT table_name::text AS named, array_agg(column_name::text) AS columns,
        array_agg(data_type = 'timestamp with time zone') AS are_times
    FROM information_schema.columns WHERE table_schema = 'public' GROUP BY table_name
"""
RIGHT = """
    {0} - coalesce((SELECT error FROM wrong_clock WHERE {0} BETWEEN since AND until LIMIT 1), '0')
        AS {0}
"""


@dataclass(frozen=True)
class WrongClock:
    """From when to when, by a right one, some clock was wrong, and by how much."""

    since: datetime
    until: datetime
    by: timedelta


async def unexplained(
    connection: "asyncpg.Connection[asyncpg.Record]",
    found: Sequence[Breach],
    wrong: Sequence[WrongClock],
    now: datetime,
    grace: timedelta,
) -> list[Breach]:
    """Those of the breaches that are there as well when what the clocks wrote is put right.

    A time is taken to be a wrong clock's when that clock could have shown it while it was wrong.
    """
    if not wrong or not found:
        return list(found)
    kept = {(each.law, each.subject) for each in await _put_right(connection, wrong, now, grace)}
    return [
        each
        for each in found
        if each.law not in OF_THE_DATABASE or (each.law, each.subject) in kept
    ]


async def _put_right(
    connection: "asyncpg.Connection[asyncpg.Record]",
    wrong: Sequence[WrongClock],
    now: datetime,
    grace: timedelta,
) -> list[Breach]:
    """Ask the laws of copies of the tables, which a session finds before the tables themselves."""
    transaction = connection.transaction(isolation="repeatable_read")
    await transaction.start()
    try:
        await connection.execute(
            "CREATE TEMP TABLE wrong_clock (since timestamptz, until timestamptz, error interval)"
        )
        await connection.executemany(
            "INSERT INTO wrong_clock VALUES ($1, $2, $3)",
            [
                (each.since + each.by - FROZEN, each.until + each.by + FROZEN, each.by)
                for each in wrong
            ],
        )
        for table in await connection.fetch(TABLES):
            if table["named"] in ASKED_OF:
                columns = zip(table["columns"], table["are_times"], strict=True)
                await connection.execute(_copy(table["named"], columns))
        return await breaches(connection, now, grace)
    finally:
        await transaction.rollback()


def _copy(table: str, columns: Iterable[tuple[str, bool]]) -> str:
    values = ", ".join(
        RIGHT.format(f'"{name}"') if is_time else f'"{name}"' for name, is_time in columns
    )
    return f'CREATE TEMP TABLE "{table}" AS SELECT {values} FROM public."{table}"'  # noqa: S608 -- names of our own
