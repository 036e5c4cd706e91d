"""Databases for one test after another, all copied from the template through one connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import asyncpg

from rig.databases import TEMPLATE, copy_statement, drop_statement, for_application, url_of
from rig.remembered import NEXT_TRANSACTION, UNTOUCHED
from rig.servers import Run, loop_aside


@dataclass
class Copies:
    """Makes copies by a connection that outlives any test; who ends it is given another."""

    postgres: str
    run: Run
    _connection: "asyncpg.Connection[asyncpg.Record] | None" = field(default=None, init=False)

    @contextmanager
    def copy(self, name: str) -> Iterator[str]:
        """Have a fresh copy while the block lasts; gives its URL for the application."""
        url = for_application(url_of(self.postgres, name))
        self.run(self._execute(copy_statement(TEMPLATE, name)))
        UNTOUCHED[url] = self.run(self._next_transaction())
        try:
            yield url
        finally:
            UNTOUCHED.pop(url, None)
            self.run(self._execute(drop_statement(name)))

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def _next_transaction(self) -> int:
        assert self._connection is not None
        return int(await self._connection.fetchval(NEXT_TRANSACTION))

    async def _execute(self, statement: str) -> None:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(self.postgres)
        await self._connection.execute(statement)


@contextmanager
def open_copies(postgres: str) -> Iterator[Copies]:
    """Copy the template of this server, given by its superuser's URL, while the block lasts."""
    with loop_aside() as run:
        copies = Copies(postgres, run)
        try:
            yield copies
        finally:
            run(copies.close())
