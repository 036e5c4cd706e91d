"""The first migration makes what the many before it had made, and follows on them."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from piccolo.apps.migrations.commands.forwards import run_forwards

from db.engine import use_database
from db.migrate import FIRST_SCHEMA, REPLACED, HalfMigratedError, migrate
from rig.databases import administer, drop, for_application, make_role, url_of
from tests.db.schema_dump import FIRST_SCHEMA as FIRST_DUMP
from tests.db.schema_dump import dump
from tests.inforex.test_program import inforex


@pytest.fixture
async def empty(postgres: str) -> AsyncIterator[str]:
    await make_role(postgres)
    await administer(postgres, "CREATE DATABASE inforex_first")
    yield url_of(postgres, "inforex_first")
    await drop(postgres, "inforex_first")


@pytest.fixture
async def first(empty: str) -> str:
    """A database with the first schema, and nothing of any later migration."""
    use_database(empty)
    assert (await run_forwards("inforex", migration_id=FIRST_SCHEMA)).success
    return empty


async def had(url: str) -> list[str]:
    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT name FROM migration ORDER BY name")
    await connection.close()
    return [row["name"] for row in rows]


async def pretend(url: str, *names: str) -> None:
    """Have the database remember these migrations and no others."""
    await administer(url, "DELETE FROM migration")
    for name in names:
        await administer(
            url,
            "INSERT INTO migration (name, app_name, ran_on)"  # noqa: S608 -- our own names
            f" VALUES ('{name}', 'inforex', now())",
        )


async def test_it_makes_what_the_many_before_it_made(first: str) -> None:
    assert await dump(first) == FIRST_DUMP.read_text()


async def test_a_database_that_had_the_many_goes_on(first: str) -> None:
    await pretend(first, *REPLACED)
    await administer(
        first,
        "INSERT INTO certifying_wholesaler (name, search_key) VALUES ('全国卸', 'ゼンコクオロシ')",
    )
    for _ in range(2):
        assert await migrate(first, for_application(first))
    assert [name for name in await had(first) if name <= FIRST_SCHEMA] == [*REPLACED, FIRST_SCHEMA]
    connection = await asyncpg.connect(first)
    assert await connection.fetchval("SELECT count(*) FROM certifying_wholesaler") == 1
    await connection.close()


async def test_one_that_had_some_of_the_many_is_refused_and_left_alone(first: str) -> None:
    await pretend(first, *REPLACED[:-1])
    before = await dump(first)
    with pytest.raises(HalfMigratedError, match=r"^23$"):
        await migrate(first, for_application(first))
    assert await had(first) == [*REPLACED[:-1]]
    assert await dump(first) == before


async def test_who_is_refused_reads_what_to_do(first: str) -> None:
    await pretend(first, *REPLACED[:10])
    refused = await inforex("migrate", DATABASE_URL=first)
    assert (refused.code, refused.out) == (2, "")
    assert "24件のうち10件だけが適用された状態" in refused.err
    assert "最後まで適用してから、もう一度実行してください。" in refused.err
    assert len(refused.err.splitlines()) == 1
