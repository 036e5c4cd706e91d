"""The one connection pool to PostgreSQL, and transactions that give their connection back."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from types import TracebackType
from typing import Any

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

# What the operating system, asyncpg and PostgreSQL raise when the database cannot be reached, goes
# away, or cannot serve: the SQLSTATE classes 08 (connection), 28 and 3D (nobody lets us in), 53 (no
# room), 57 (starting, stopping) and 58 (the system below), a standby, and whatever a connection
# raises that was cut off in the middle.
DATABASE_AWAY = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresSystemError,
    asyncpg.ReadOnlySQLTransactionError,
)

TO_CONNECT = 5.0
"""Seconds until a server that takes a connection and does not answer counts as away."""

TO_GET_A_CONNECTION = 10.0
"""Seconds that work may wait for others to give a connection back."""

TO_GIVE_BACK = 3.0
"""Seconds for a connection to end what it was told to leave off; then it is closed instead."""

STATEMENTS_KEPT = 300
"""Statements that stay prepared on a connection while it lives: all that the pages often ask."""

TRANSACTION_LIVES = timedelta(minutes=5)
"""PostgreSQL ends what takes longer, so that the audit log is soon sealed (db/audit_seals.py)."""


class _Engine(PostgresEngine):
    """An engine that can be imported before anybody knows which database it will speak to."""

    def __init__(self) -> None:
        super().__init__(config={}, extensions=())

    async def check_version(self) -> None:
        """Piccolo asks the server at import; the migrations do so instead."""

    async def prep_database(self) -> None:
        """The extension is made by a migration."""

    def transaction(self, allow_nested: bool = True) -> PostgresTransaction:  # noqa: FBT001, FBT002 -- Piccolo's signature
        return _Transaction(engine=self, allow_nested=allow_nested)

    @asynccontextmanager
    async def pooled(self) -> AsyncIterator[Any]:
        """Have a connection of the pool; one that hangs costs seconds, and goes for good."""
        if self.pool is None:
            raise asyncpg.InterfaceError("the pool is closed")
        connection = await self.pool.acquire(timeout=TO_GET_A_CONNECTION)
        try:
            yield connection
        finally:
            # One that cannot be given back is closed by the pool; what it was used for has ended.
            with suppress(*DATABASE_AWAY):
                await self.pool.release(connection, timeout=TO_GIVE_BACK)

    async def run_script(self, statements: str) -> None:
        """Run several statements of a migration, within its transaction."""
        running = self.current_transaction.get()
        if running is None:
            raise RuntimeError("a migration's statements belong into its transaction")
        await running.connection.execute(statements)

    async def _run_in_pool(self, query: str, args: Sequence[Any] | None = None) -> Any:
        async with self.pooled() as connection:
            return await connection.fetch(query, *(args or ()))


class _Transaction(PostgresTransaction):
    """Gives its connection back whatever happens: to the task, or to the backend.

    Piccolo's own loses it when the task is cancelled while the transaction begins, or when the
    backend dies inside, and leaves the next query of the task on a dead transaction.
    """

    async def __aenter__(self) -> PostgresTransaction:
        if self._parent is not None:
            return self._parent
        async with AsyncExitStack() as ending:
            self.connection = await ending.enter_async_context(self._connected())
            self.transaction = self.connection.transaction()
            await self.transaction.start()
            ending.push_async_exit(self._end)
            self.context = self.engine.current_transaction.set(self)
            ending.callback(self.engine.current_transaction.reset, self.context)
            self._ending = ending.pop_all()
        return self

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if self._parent is None:
            await self._ending.__aexit__(exception_type, exception, traceback)
        return exception is None

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[object]:
        if ENGINE.pool is not None:
            async with ENGINE.pooled() as pooled:
                yield pooled
        else:
            connection = await self.engine.get_new_connection()
            try:
                yield connection
            finally:
                await connection.close()

    async def _end(
        self, _: object, exception: BaseException | None, __: TracebackType | None
    ) -> None:
        if exception is not None and not self._rolled_back:
            await self._roll_back()
        elif not self._committed and not self._rolled_back:
            await self.transaction.commit()

    async def _roll_back(self) -> None:
        """Leave nothing of it behind; where the connection hangs, by closing it."""
        try:
            async with asyncio.timeout(TO_GIVE_BACK):
                await self.transaction.rollback()
        except DATABASE_AWAY:
            self.connection.terminate()


ENGINE = _Engine()


def use_database(url: str) -> None:
    """Name the database that every query of this process goes to."""
    ENGINE.config = {"dsn": url}


@asynccontextmanager
async def database(
    url: str, *, pool_size: int = 20, statement_timeout: float = 30
) -> AsyncIterator[None]:
    """Keep a pool of at most `pool_size` connections for the life of a process.

    Connections are made when they are needed, so a process starts while the database is away.
    `statement_timeout`: seconds that the answer to one statement may take.
    """
    use_database(url)
    await ENGINE.start_connection_pool(
        min_size=0,
        max_size=pool_size,
        max_inactive_connection_lifetime=60,
        timeout=TO_CONNECT,
        command_timeout=statement_timeout,
        reset=_leave_as_it_is,
        statement_cache_size=STATEMENTS_KEPT,
        max_cached_statement_lifetime=0,
        server_settings={"transaction_timeout": f"{TRANSACTION_LIVES.total_seconds():.0f}s"},
    )
    try:
        yield
    finally:
        await ENGINE.close_connection_pool()


@asynccontextmanager
async def bare_connection() -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """Have a connection of the pool to oneself, for what brings SQL of its own (`auditor`)."""
    async with ENGINE.pooled() as connection:
        yield connection


async def _leave_as_it_is(connection: object) -> None:
    """Spare each statement a second one that tidies up: there is nothing to tidy up.

    What is set, locked or declared here lasts as long as its transaction, by `SET LOCAL` and
    `pg_advisory_xact_lock`, and asyncpg itself rolls back a transaction that is open.
    """


def transaction() -> AbstractAsyncContextManager[PostgresTransaction]:
    """All or nothing: everything inside `async with` is committed together, or not at all.

    Inside another transaction it joins that one.
    """
    return ENGINE.transaction()


@asynccontextmanager
async def planned_for_its_values() -> AsyncIterator[None]:
    """A transaction whose statements PostgreSQL plans anew each time; for searches.

    Of any other it keeps the plan, which for most pages costs more than what they ask for. Of a
    search, the plan for any value is a scan of all names where one for this value uses an index.
    """
    async with transaction() as running:
        await running.connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        yield
