"""`inforex migrate` on a database that has nothing yet, and once more."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from db.own_migrations import MIGRATIONS
from rig.databases import ROLE, administer, drop, for_application, url_of
from tests.inforex.test_program import inforex


@pytest.fixture
async def empty(postgres: str) -> AsyncIterator[str]:
    await administer(postgres, "CREATE DATABASE inforex_empty")
    yield url_of(postgres, "inforex_empty")
    await drop(postgres, "inforex_empty")


async def test_an_empty_database_gets_every_table_and_again_is_no_harm(empty: str) -> None:
    for _ in range(2):
        done = await inforex("migrate", DATABASE_URL=empty)
        assert (done.code, done.err) == (0, "")
        assert "使える状態です。" in done.out
    connection = await asyncpg.connect(empty)
    assert await connection.fetchval("SELECT count(*) FROM application") == 0
    await connection.close()


async def test_without_its_tables_every_other_command_says_what_to_do(empty: str) -> None:
    refused = await inforex("applications", "list", DATABASE_URL=empty)
    assert (refused.code, refused.out) == (1, "")
    assert "inforex migrate を実行してください。" in refused.err


@pytest.mark.parametrize("command", ["migrate", "restored"])
async def test_a_role_that_owns_nothing_is_told_in_one_line_which_variable_to_set(
    pool: str, command: str
) -> None:
    refused = await inforex(command, DATABASE_URL=pool, TEMPORAL_ADDRESS="127.0.0.1:1")
    assert (refused.code, refused.out) == (2, "")
    assert "MIGRATION_DATABASE_URL" in refused.err
    assert ROLE in refused.err
    assert len(refused.err.splitlines()) == 1


@pytest.mark.usefixtures("template")
async def test_a_role_that_may_make_no_table_in_an_empty_database_is_told_the_same(
    empty: str,
) -> None:
    refused = await inforex("migrate", DATABASE_URL=for_application(empty))
    assert (refused.code, refused.out) == (2, "")
    assert "MIGRATION_DATABASE_URL" in refused.err
    assert len(refused.err.splitlines()) == 1


async def test_a_role_that_may_make_tables_beside_those_of_another_makes_none(
    pool: str, owner_url: str
) -> None:
    await administer(owner_url, f"GRANT CREATE ON SCHEMA public TO {ROLE}")
    await administer(owner_url, "DELETE FROM migration")
    refused = await inforex("migrate", DATABASE_URL=pool)
    assert (refused.code, refused.out) == (2, "")
    assert "MIGRATION_DATABASE_URL" in refused.err


async def test_an_application_role_that_does_not_exist_is_named(owner_url: str) -> None:
    nobody = owner_url.replace("//postgres", "//nobody_here", 1)
    refused = await inforex("migrate", DATABASE_URL=nobody, MIGRATION_DATABASE_URL=owner_url)
    assert (refused.code, refused.out) == (2, "")
    assert "DATABASE_URLのロール「nobody_here」" in refused.err
    assert len(refused.err.splitlines()) == 1


@pytest.mark.parametrize("command", ["migrate", "restored"])
async def test_a_migration_that_fails_is_named_with_what_the_database_says(
    owner_url: str, command: str
) -> None:
    named = MIGRATIONS[-1]
    await administer(owner_url, f"DELETE FROM migration WHERE name = '{named}'")  # noqa: S608 -- our own
    await administer(owner_url, "DROP INDEX account_person")
    refused = await inforex(
        command,
        DATABASE_URL=for_application(owner_url),
        MIGRATION_DATABASE_URL=owner_url,
        TEMPORAL_ADDRESS="127.0.0.1:1",
    )
    assert (refused.code, refused.out) == (1, "")
    assert f"マイグレーション {named} (UndefinedTableError: " in refused.err
    assert len(refused.err.splitlines()) == 1


async def test_a_role_without_rights_is_told_to_migrate(owner_url: str) -> None:
    await administer(owner_url, f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {ROLE}")
    refused = await inforex("applications", "list", DATABASE_URL=for_application(owner_url))
    assert (refused.code, refused.out) == (1, "")
    assert "inforex migrate を実行してください。" in refused.err
