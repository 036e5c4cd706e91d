"""Stages that many tests begin at: brought about once, and written into each fresh database.

To bring an application to its IDs takes a quarter of a second of the processor, most of it
PostgreSQL's, which sees each statement for the first time. So the product does it once for each
process of tests, and what it wrote is written again by one statement, as if it had been done a
moment ago. Where somebody wrote to the database before, or the settings are others, the product
does it as ever.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from db.tables.enrolment import Application
from domain.business_calendar import JST
from settings import Settings

NEXT_TRANSACTION = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next"
"""The number of a server's next transaction that writes: the same while nobody writes."""

UNTOUCHED: dict[str, int] = {}
"""Databases by their URL, each with that number as of when it was copied."""


@dataclass(frozen=True)
class Table:
    """A table of the product: which of its columns are given, and which of those are moments."""

    name: str
    columns: tuple[str, ...]
    moments: frozenset[str]

    def insert(self) -> str:
        """Insert rows that are given as JSON, where no trigger did, with their moments moved.

        What is computed from days, such as the end of one, is on the full second and stays.
        """
        columns = {name: f'"{name}"' for name in self.columns}
        moved = {
            name: f"CASE WHEN {column} <> date_trunc('second', {column})"
            f" THEN {column} + since ELSE {column} END"
            for name, column in columns.items()
            if name in self.moments
        }
        return f"""
            INSERT INTO "{self.name}" ({", ".join(columns.values())})
            SELECT {", ".join((columns | moved).values())}
            FROM found, jsonb_populate_recordset(NULL::"{self.name}", {{}}::jsonb)
            WHERE untouched ON CONFLICT DO NOTHING
        """  # noqa: S608 -- names of our own tables


@dataclass(frozen=True)
class Stage:
    """What the product wrote until an application was there.

    `number`: the application's. `at`: when it was done. `rows`: JSON, one for each insert.
    """

    number: str
    settings: Settings
    at: datetime
    statement: str
    rows: tuple[str, ...]

    async def put(self, next_transaction: int, now: datetime) -> bool:
        """Write it into the database that is open, unless somebody wrote to that before."""
        since = now - self.at
        found = await Application.raw(self.statement, next_transaction, since, *self.rows)
        return bool(found[0]["untouched"])


STAGES: dict[str, Stage] = {}
"""By the name of what brings it about."""


async def put(name: str, settings: Settings, now: datetime) -> str | None:
    """Write a stage into the fresh database that is open; gives its application's number.

    None where it has to be brought about.
    """
    stage, next_transaction = STAGES.get(name), UNTOUCHED.pop(settings.database_url, None)
    if stage is None or next_transaction is None or _anywhere(settings) != stage.settings:
        return None
    if _day(now) != _day(stage.at):
        return None
    return stage.number if await stage.put(next_transaction, now) else None


async def remember(
    bring_about: Callable[[], Awaitable[str]], settings: Settings, now: Callable[[], datetime]
) -> Stage:
    """Have the product bring a stage about in the fresh database that is open, and note its rows.

    Raises `RuntimeError` when rows that were there before changed, which are not noted.
    """
    next_transaction = UNTOUCHED.pop(settings.database_url)
    tables = await _tables()
    before, drawn = await _rows(tables, next_transaction), await _drawn()
    number, at = await bring_about(), now()
    after = await _rows(tables, next_transaction)
    if any(after[name].kept != before[name].kept for name in before):
        raise RuntimeError(f"{number} changed rows of the template")
    written = [table for table in tables if after[table.name].new is not None]
    draws = {name: last - drawn[name] for name, last in (await _drawn()).items()}
    return Stage(
        number=number,
        settings=_anywhere(settings),
        at=at,
        statement=_statement(written, draws),
        rows=tuple(filter(None, (after[table.name].new for table in written))),
    )


def _statement(tables: Iterable[Table], draws: dict[str, int]) -> str:
    """One statement: its foreign keys and triggers find all rows when they look."""
    inserts = "".join(f', "into_{table.name}" AS ({table.insert()})' for table in tables)
    drawn = "".join(
        f", CASE WHEN untouched THEN (SELECT count(nextval('{sequence}')) FROM generate_series(1, {n})) END"  # noqa: E501, S608
        for sequence, n in draws.items()
        if n
    )
    return f"""
        WITH found AS MATERIALIZED (
            SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint = {{}} AS untouched,
                {{}}::interval AS since
        ){inserts} SELECT untouched{drawn} FROM found
    """  # noqa: S608 -- names of our own tables and sequences


async def _tables() -> list[Table]:
    found = await Application.raw(
        """
        SELECT table_name AS name, array_agg(column_name::text) AS columns,
            array_agg(column_name::text) FILTER (WHERE data_type LIKE 'timestamp %') AS moments
        FROM information_schema.columns
        JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
        GROUP BY table_name
        """
    )
    return [
        Table(each["name"], tuple(each["columns"]), frozenset(each["moments"] or ()))
        for each in found
    ]


@dataclass(frozen=True)
class _Rows:
    """Of a table: how many rows were there before a transaction, and the later ones as JSON."""

    kept: int
    new: str | None


async def _rows(tables: Iterable[Table], since_transaction: int) -> dict[str, _Rows]:
    looks = " UNION ALL ".join(
        f"""
        SELECT '{table.name}' AS name, count(*) FILTER (WHERE NOT is_new) AS kept,
            jsonb_agg(row) FILTER (WHERE is_new)::text AS new
        FROM (
            SELECT to_jsonb(t) AS row, xmin::text::bigint >= next AS is_new
            FROM "{table.name}" AS t, since
        ) AS rows
        """  # noqa: S608 -- names of our own tables
        for table in tables
    )
    since = "WITH since AS (SELECT {}::bigint AS next)"
    found = await Application.raw(f"{since} {looks}", since_transaction)
    return {each["name"]: _Rows(each["kept"], each["new"]) for each in found}


async def _drawn() -> dict[str, int]:
    """Of each sequence the last number that was drawn."""
    found = await Application.raw(
        "SELECT sequencename AS name, coalesce(last_value, start_value - 1) AS last"
        " FROM pg_sequences WHERE schemaname = 'public'"
    )
    return {each["name"]: each["last"] for each in found}


def _anywhere(settings: Settings) -> Settings:
    return replace(settings, database_url="")


def _day(moment: datetime) -> date:
    """Numbers of applications have the day in them."""
    return moment.astimezone(JST).date()
