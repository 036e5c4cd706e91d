"""One connection on which the product works as ever, and that goes back to where it was.

The product's transactions are savepoints in one that is never committed, so that whatever an act
did, a refused one too, is undone by one statement.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import asyncpg

from db.engine import ENGINE, use_database
from rig.databases import for_owner

KEPT_PLANS = 2_000


class _OnlyConnection:
    """A pool of one connection, which several may have at once: nobody waits for another here."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._connection = connection

    async def acquire(self, *, timeout: float) -> "asyncpg.Connection[asyncpg.Record]":  # noqa: ARG002, ASYNC109 -- as asyncpg's pool has it
        return self._connection

    async def release(self, connection: object, *, timeout: float) -> None:  # noqa: ASYNC109 -- likewise
        """Keep it."""


class Ground:
    """The database of one search; `deep` savepoints lead back, each to one situation."""

    def __init__(
        self,
        connection: "asyncpg.Connection[asyncpg.Record]",
        owner: "asyncpg.Connection[asyncpg.Record]",
    ) -> None:
        self.connection = connection
        self._owner = owner
        self._all: Any = None

    async def begin_anew(self, *, tidy: bool = False) -> None:
        """Go back to the beginning; `tidy`: remove what all that was undone left behind."""
        if self._all is not None:
            await self._all.rollback()
        if tidy:
            await self._owner.execute("VACUUM")
        self._all = self.connection.transaction()
        await self._all.start()

    async def mark(self, deep: int) -> None:
        """Let `back_to` lead here."""
        await self.connection.execute(f"SAVEPOINT explored_{deep}")

    async def back_to(self, deep: int) -> None:
        """Undo all that was done since that mark, which stays."""
        await self.connection.execute(f"ROLLBACK TO SAVEPOINT explored_{deep}")

    async def settle(self) -> None:
        """Have what a commit would check checked now; raises as the commit would."""
        await self.connection.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@asynccontextmanager
async def open_ground(url: str) -> AsyncIterator[Ground]:
    """Have the product work on this one connection while the block lasts; no pool is open."""
    use_database(url)
    connection = await asyncpg.connect(
        url,
        statement_cache_size=KEPT_PLANS,
        max_cached_statement_lifetime=0,
        max_cacheable_statement_size=0,
        server_settings={"jit": "off", "timezone": "UTC", "plan_cache_mode": "force_generic_plan"},
    )
    owner = await asyncpg.connect(for_owner(url))
    ENGINE.pool = cast("asyncpg.Pool[asyncpg.Record]", _OnlyConnection(connection))
    try:
        yield Ground(connection, owner)
    finally:
        ENGINE.pool = None
        await connection.close()
        await owner.close()
