import asyncio
from contextlib import suppress

import asyncpg
import pytest

from db.engine import ENGINE, database, transaction
from db.tables.enrolment import TermsVersion


async def test_a_backend_that_dies_inside_transactions_does_not_exhaust_the_pool(
    database_url: str,
) -> None:
    async with database(database_url, pool_size=2):
        for _ in range(3):
            with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
                await _die_inside_a_transaction()
        assert await TermsVersion.count() == 1
        assert ENGINE.current_transaction.get() is None


async def _die_inside_a_transaction() -> None:
    async with transaction():
        await TermsVersion.raw("SELECT pg_terminate_backend(pg_backend_pid())")


async def test_an_error_inside_a_transaction_leaves_nothing_behind(pool: str) -> None:  # noqa: ARG001
    with pytest.raises(RuntimeError, match="changed my mind"):
        await _insert_and_fail()
    assert await TermsVersion.count() == 1


async def _insert_and_fail() -> None:
    async with transaction():
        await TermsVersion.raw(
            "INSERT INTO terms_version SELECT 2, body, body_english, text_sha256, effective_from"
            " FROM terms_version"
        )
        assert await TermsVersion.count() == 2
        raise RuntimeError("changed my mind")


async def test_work_that_is_cancelled_at_any_moment_gives_its_connection_back(
    database_url: str,
) -> None:
    async with database(database_url, pool_size=4):
        for nth in range(400):
            working = asyncio.create_task(_work_a_while())
            with suppress(TimeoutError):
                await asyncio.wait_for(working, nth / 40_000)
        async with asyncio.timeout(20):
            await asyncio.gather(*(_work_a_while() for _ in range(8)))
    assert ENGINE.pool is None


async def _work_a_while() -> None:
    async with transaction():
        await TermsVersion.raw("UPDATE terms_version SET body = body || '.'")
