"""`inforex migrate` on a database that has nothing yet, and once more."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.databases import administer, drop, url_of
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
