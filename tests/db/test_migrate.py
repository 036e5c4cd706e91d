"""A database that is migrated, and what the tables in the code say."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from piccolo.table import create_db_tables

from db.engine import database
from db.migrate import FIRST_SCHEMA, MigrationFailedError, migrate
from db.piccolo_app import APP_CONFIG
from db.tables.companies import Company
from rig.databases import administer, drop, url_of

# A default of NULL is none. Constraint triggers (t) are of the migrations alone.
SAID = """
    SELECT relname, attname AS name, concat_ws(' ', format_type(atttypid, atttypmod),
        CASE WHEN attnotnull THEN 'NOT NULL' END,
        nullif(pg_get_expr(adbin, adrelid), 'NULL::character varying')) AS what
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r'
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT relname, conname, pg_get_constraintdef(pg_constraint.oid)
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    WHERE relnamespace = 'public'::regnamespace AND contype <> 't'
"""


async def said_by_tables(url: str) -> set[tuple[str, ...]]:
    """What each column and each constraint of a database is, but those of Piccolo's own table."""
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(SAID)
    await connection.close()
    return {tuple(row) for row in rows if row["relname"] != "migration"}


@pytest.fixture
async def bare(postgres: str) -> AsyncIterator[str]:
    await administer(postgres, "CREATE DATABASE inforex_bare")
    yield url_of(postgres, "inforex_bare")
    await drop(postgres, "inforex_bare")


async def test_migrating_a_full_database_again_changes_nothing(
    owner_url: str, database_url: str
) -> None:
    async with database(database_url):
        before = await Company.count()
    assert await migrate(owner_url, database_url)
    async with database(database_url):
        assert await Company.count() == before > 0


async def test_a_migration_that_fails_is_told_and_not_noted_as_made(
    owner_url: str, database_url: str
) -> None:
    noted = "SELECT count(*) FROM migration WHERE name = $1"
    connection = await asyncpg.connect(owner_url)
    await connection.execute("DELETE FROM migration WHERE name = $1", FIRST_SCHEMA)
    with pytest.raises(MigrationFailedError, match=rf"^{FIRST_SCHEMA} \(DuplicateTableError: "):
        await migrate(owner_url, database_url)
    assert await connection.fetchval(noted, FIRST_SCHEMA) == 0
    await connection.close()


@pytest.mark.parametrize(
    ("lacking", "failure"),
    [(FIRST_SCHEMA, asyncpg.DiskFullError("no space left")), ("nothing", LookupError("of Python"))],
)
async def test_what_is_the_fault_of_no_migration_is_told_as_it_is(
    owner_url: str,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    lacking: str,
    failure: Exception,
) -> None:
    async def fail(_: str) -> None:
        await administer(owner_url, f"DELETE FROM migration WHERE name = '{lacking}'")  # noqa: S608 -- our own
        raise failure

    monkeypatch.setattr("db.migrate.run_forwards", fail)
    with pytest.raises(type(failure), match=str(failure)):
        await migrate(owner_url, database_url)


async def test_every_column_says_in_the_database_what_it_means(pool: str) -> None:
    connection = await asyncpg.connect(pool)
    silent = await connection.fetch(
        """
        SELECT attrelid::regclass::text AS table, attname FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r'
        WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
            AND relname <> 'migration' AND coalesce(col_description(attrelid, attnum), '') = ''
        """
    )
    await connection.close()
    assert [tuple(row) for row in silent] == []


async def test_every_table_is_migrated(pool: str) -> None:
    connection = await asyncpg.connect(pool)
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    await connection.close()
    expected = {table._meta.tablename for table in APP_CONFIG.table_classes}  # noqa: SLF001
    assert expected <= {row["tablename"] for row in rows}


async def test_the_tables_and_the_migrations_say_the_same(database_url: str, bare: str) -> None:
    """A changed table without its migration is found here and not in production."""
    async with database(bare):
        await create_db_tables(*APP_CONFIG.table_classes)
    said = await said_by_tables(bare)
    assert len(said) > 400
    assert await said_by_tables(database_url) == said
