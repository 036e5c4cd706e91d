import asyncio
from collections.abc import Coroutine
from contextlib import suppress

import asyncpg
import pytest

import db.engine
from db.engine import (
    DATABASE_AWAY,
    ENGINE,
    bare_connection,
    database,
    planned_for_its_values,
    transaction,
)
from db.tables.enrolment import TermsVersion
from rig.outages.proxy import DatabaseProxy, Outage


async def test_a_backend_that_dies_inside_transactions_does_not_exhaust_the_pool(
    database_url: str,
) -> None:
    async with database(database_url, pool_size=2):
        for _ in range(3):
            with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
                await _die_inside_a_transaction()
        assert await TermsVersion.count() == 2
        assert ENGINE.current_transaction.get() is None


async def _die_inside_a_transaction() -> None:
    async with transaction():
        await TermsVersion.raw("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.mark.usefixtures("pool")
async def test_an_error_inside_a_transaction_leaves_nothing_behind() -> None:
    with pytest.raises(RuntimeError, match="changed my mind"):
        await _insert_and_fail()
    assert await TermsVersion.count() == 2


async def _insert_and_fail() -> None:
    async with transaction():
        await TermsVersion.raw(
            "INSERT INTO terms_version SELECT version + 2, body, body_english, text_sha256,"
            " effective_from FROM terms_version"
        )
        assert await TermsVersion.count() == 4
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


async def test_whoever_comes_after_the_end_is_told_that_the_database_is_away(
    database_url: str,
) -> None:
    async with database(database_url):
        assert await TermsVersion.count() == 2
    with pytest.raises(DATABASE_AWAY):
        async with bare_connection():
            pass


@pytest.mark.usefixtures("pool")
async def test_a_migrations_statements_do_not_run_outside_its_transaction() -> None:
    with pytest.raises(RuntimeError, match="into its transaction"):
        await ENGINE.run_script("DELETE FROM terms_version")
    assert await TermsVersion.count() == 2


async def _work_a_while() -> None:
    async with transaction():
        await TermsVersion.raw("UPDATE terms_version SET body = body || '.'")


async def test_a_database_that_hangs_costs_seconds_and_no_connection(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TO_CONNECT", "TO_GET_A_CONNECTION", "TO_GIVE_BACK"):
        monkeypatch.setattr(db.engine, name, 1.0)
    proxy = DatabaseProxy(database_url)
    await proxy.open()
    async with database(proxy.url, pool_size=3, statement_timeout=1):
        await asyncio.gather(_work_a_while(), _work_a_while())
        await proxy.begin(Outage.HANGING)
        async with asyncio.timeout(20):
            await asyncio.gather(
                *(_is_away(_work_a_while()) for _ in range(2)), _is_away(TermsVersion.count().run())
            )
            await asyncio.gather(*(_is_away(_work_a_while()) for _ in range(6)))
        await proxy.end()
        async with asyncio.timeout(20):
            await asyncio.gather(*(_work_a_while() for _ in range(6)))
    await proxy.close()


async def _is_away(work: Coroutine[object, object, object]) -> None:
    with pytest.raises(DATABASE_AWAY):
        await work


async def test_a_statement_costs_one_round_trip_and_leaves_nothing_behind(
    database_url: str,
) -> None:
    """Whatever is done with a connection that is given back would be a second one each time."""
    asked: list[str] = []
    async with database(database_url, pool_size=1):
        async with ENGINE.pooled() as connection:
            connection.add_query_logger(lambda query: asked.append(query.query))
        await TermsVersion.raw("SELECT 1")
        async with planned_for_its_values():
            assert await _plan_mode() == "force_custom_plan"
        assert await _plan_mode() == "auto"
        await asyncio.sleep(0)  # asyncpg tells of a statement a moment after it
    set_mode = "SET LOCAL plan_cache_mode = force_custom_plan"
    assert asked == ["SELECT 1", "BEGIN;", set_mode, _MODE, "COMMIT;", _MODE]


_MODE = "SHOW plan_cache_mode"


async def _plan_mode() -> str:
    rows = await TermsVersion.raw(_MODE)
    return str(rows[0]["plan_cache_mode"])
