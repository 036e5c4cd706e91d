"""Looks for open processes that no workflow drives: who looks, and how often it helped."""

from collections.abc import Collection
from datetime import datetime, timedelta

from db import audit
from db.engine import transaction
from db.tables.operation import Outbox, Reconciliation
from domain.processes import ProcessKind, kind_of


async def take_turn(now: datetime, every: timedelta) -> bool:
    """Take the next look upon oneself; False when somebody looked within `every`."""
    rows = await Reconciliation.raw(
        """
        INSERT INTO reconciliation (id, looked_at, restarts) VALUES (1, {}, 0)
        ON CONFLICT (id) DO UPDATE SET looked_at = excluded.looked_at
            WHERE reconciliation.looked_at <= {}
        RETURNING id
        """,
        now,
        now - every,
    )
    return bool(rows)


async def without_news_on_their_way(processes: Collection[str]) -> set[str]:
    """Of these processes those that nothing is about to be told, so that nothing starts them."""
    rows = await Outbox.raw(
        """
        SELECT DISTINCT process FROM outbox
        WHERE delivered_at IS NULL AND process = ANY({}::text[]) AND NOT EXISTS (
            SELECT FROM trouble
            WHERE trouble.process = outbox.process AND trouble.kind = 'news_undeliverable'
        )
        """,
        list(processes),
    )
    return {*processes} - {row["process"] for row in rows}


async def record_restart(process: str, last_end: str, now: datetime) -> None:
    """Note that an open process had no running workflow and got one.

    `last_end`: how its last workflow had ended, such as `TERMINATED`.
    """
    number = process if kind_of(process) is ProcessKind.ENROLMENT else None
    async with transaction():
        await Reconciliation.raw(
            """
            INSERT INTO reconciliation (id, looked_at, restarts) VALUES (1, {}, 1)
            ON CONFLICT (id) DO UPDATE SET restarts = reconciliation.restarts + 1
            """,
            now,
        )
        await audit.record(
            "workflow:process:restart",
            now,
            application_number=number,
            process=process,
            last_end=last_end,
        )


async def restarts() -> int:
    """How many processes were started again since there is this database."""
    row = await Reconciliation.select(Reconciliation.restarts).first()
    return 0 if row is None else int(row["restarts"])
