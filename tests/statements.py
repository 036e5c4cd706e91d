"""Counting what is asked of PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any
from unittest.mock import patch

from asyncpg.connection import LoggedQuery

from db.engine import ENGINE

_ABOUT_TYPES = ("typeinfo_tree", "set_config('jit'")

_counting = ContextVar("_counting", default=False)


@asynccontextmanager
async def statements() -> AsyncIterator[list[str]]:
    """Gather every statement of what is done inside, with BEGIN and COMMIT.

    What else goes on in the process, such as the site's own rounds, is not counted, nor what
    asyncpg asks about types once for each connection.
    """
    gathered: list[str] = []
    pooled = ENGINE.pooled

    def gather(query: LoggedQuery) -> None:
        if not any(part in query.query for part in _ABOUT_TYPES):
            gathered.append(query.query)

    @asynccontextmanager
    async def counted() -> AsyncIterator[Any]:
        async with pooled() as connection:
            if not _counting.get():
                yield connection
                return
            with connection.query_logger(gather):
                yield connection

    counting = _counting.set(True)
    with patch.object(ENGINE, "pooled", counted):
        yield gathered
        await asyncio.sleep(0)  # asyncpg tells of a statement a moment after it
    _counting.reset(counting)
