"""The one connection pool to PostgreSQL, and transactions that give their connection back."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction


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
    """Gives its connection back even when the backend died inside the transaction.

    Piccolo's own leaves the connection out of the pool then, and the next query of the same
    task on a dead transaction.
    """

    async def __aexit__(
        self,
        exception_type: object,
        exception: object,
        traceback: object,
    ) -> bool:
        try:
            return await super().__aexit__(exception_type, exception, traceback)
        except BaseException:
            if self._parent is None:
                await self._give_back()
            raise

    async def _give_back(self) -> None:
        if self.engine.current_transaction.get() is not self:
            return
        self.engine.current_transaction.reset(self.context)
        self.connection.terminate()
        if self.engine.pool is not None:
            await self.engine.pool.release(self.connection)


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
        server_settings={"plan_cache_mode": "force_custom_plan"},
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
