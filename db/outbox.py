"""News for the workflows: recorded with the fact, delivered to Temporal in order, once it is up."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.engine import transaction
from db.tables.operation import Outbox


@dataclass(frozen=True)
class News:
    """One row of the outbox; `signal` is `start` for the beginning of an application."""

    id: int
    application_number: str
    signal: str
    payload: dict[str, Any]
    stage: str
    deadline: datetime | None
    application_closed: bool


async def tell(
    application_number: str, signal: str, now: datetime, **payload: str | int | None
) -> None:
    """Record news in the caller's transaction, which holds the application's row."""
    await Outbox.insert(
        Outbox(
            application=application_number,
            signal=signal,
            payload=json.dumps(payload),
            recorded_at=now,
        )
    )


async def waiting() -> list[str]:
    """The applications that have undelivered news, the longest waiting first; at most 100."""
    rows = await Outbox.raw(
        """
        SELECT application FROM outbox WHERE delivered_at IS NULL
        GROUP BY application ORDER BY min(id) LIMIT 100
        """
    )
    return [row["application"] for row in rows]


@asynccontextmanager
async def next_news(application_number: str, now: datetime) -> AsyncIterator[News | None]:
    """Hold the oldest undelivered news of one application; delivered if the block succeeds.

    Gives None when there is none, or another process is delivering it.
    """
    async with transaction():
        rows = await Outbox.raw(
            """
            SELECT outbox.id, outbox.signal, outbox.payload,
                application.stage, application.deadline, application.closed_at
            FROM outbox JOIN application ON application.application_number = outbox.application
            WHERE outbox.id = (
                SELECT min(id) FROM outbox WHERE application = {} AND delivered_at IS NULL
            ) AND outbox.delivered_at IS NULL
            FOR UPDATE OF outbox SKIP LOCKED
            """,
            application_number,
        )
        if not rows:
            yield None
            return
        row = rows[0]
        yield News(
            id=row["id"],
            application_number=application_number,
            signal=row["signal"],
            payload=json.loads(row["payload"]),
            stage=row["stage"],
            deadline=row["deadline"],
            application_closed=row["closed_at"] is not None,
        )
        await Outbox.update({Outbox.delivered_at: now}).where(Outbox.id == row["id"])
