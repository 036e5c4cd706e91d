"""The one connection pool to PostgreSQL, and transactions that give their connection back."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import timedelta
from types import TracebackType

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

# What asyncpg and the operating system raise when the database cannot be reached, goes away, or
# has no room for what is new.
DATABASE_AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InterfaceError,
    OSError,
)

TRANSACTION_LIVES = timedelta(minutes=5)
"""PostgreSQL ends what takes longer, so that the audit log is soon complete (db/audit_seals.py)."""


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
        if self.engine.pool is not None:
            async with self.engine.pool.acquire() as pooled:
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
            await self.transaction.rollback()
        elif not self._committed and not self._rolled_back:
            await self.transaction.commit()


ENGINE = _Engine()


def use_database(url: str) -> None:
    """Name the database that every query of this process goes to."""
    ENGINE.config = {"dsn": url}


@asynccontextmanager
async def database(url: str, *, pool_size: int = 20) -> AsyncIterator[None]:
    """Keep a pool of at most `pool_size` connections for the life of a process.

    Connections are made when they are needed, so a process starts while the database is away.
    """
    use_database(url)
    await ENGINE.start_connection_pool(
        min_size=0,
        max_size=pool_size,
        max_inactive_connection_lifetime=60,
        command_timeout=30,
        # The plan for any value is a scan of all names where one for this value uses an index.
        server_settings={
            "plan_cache_mode": "force_custom_plan",
            "transaction_timeout": f"{TRANSACTION_LIVES.total_seconds():.0f}s",
        },
    )
    try:
        yield
    finally:
        await ENGINE.close_connection_pool()


def transaction() -> AbstractAsyncContextManager[PostgresTransaction]:
    """All or nothing: everything inside `async with` is committed together, or not at all.

    Inside another transaction it joins that one.
    """
    return ENGINE.transaction()


def violated(error: asyncpg.IntegrityConstraintViolationError) -> str:
    """Name the constraint that refused a row; the error's own text shows the row, so hide that."""
    return error.constraint_name or ""
