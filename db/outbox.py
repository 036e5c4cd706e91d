"""News for the workflows: recorded with the fact, delivered to Temporal in order, once it is up."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.engine import transaction
from db.tables.operation import Outbox


@dataclass(frozen=True)
class News:
    """One row of the outbox; `signal` is `start` for the beginning of a process."""

    process: str
    signal: str
    payload: dict[str, Any] = field(default_factory=dict)
    id: int = 0


async def tell(process: str, signal: str, now: datetime, **payload: str | int | None) -> None:
    """Record news in the caller's transaction, which holds the row that the process is about."""
    await Outbox.insert(
        Outbox(process=process, signal=signal, payload=json.dumps(payload), recorded_at=now)
    )


async def waiting() -> list[str]:
    """The processes that have undelivered news, the longest waiting first; at most 100."""
    rows = await Outbox.raw(
        """
        SELECT process FROM outbox WHERE delivered_at IS NULL
        GROUP BY process ORDER BY min(id) LIMIT 100
        """
    )
    return [row["process"] for row in rows]


@asynccontextmanager
async def next_news(process: str, now: datetime) -> AsyncIterator[News | None]:
    """Hold the oldest undelivered news of one process; delivered if the block succeeds.

    Gives None when there is none, or somebody else is delivering it.
    """
    async with transaction():
        rows = await Outbox.raw(
            """
            SELECT id, signal, payload FROM outbox
            WHERE id = (
                SELECT min(id) FROM outbox WHERE process = {} AND delivered_at IS NULL
            ) AND delivered_at IS NULL
            FOR UPDATE SKIP LOCKED
            """,
            process,
        )
        if not rows:
            yield None
            return
        row = rows[0]
        yield News(process, row["signal"], json.loads(row["payload"]), row["id"])
        await Outbox.update({Outbox.delivered_at: now}).where(Outbox.id == row["id"])
