"""Messages to workflows: recorded with the fact, delivered in order once Temporal is up."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from db import troubles
from db.engine import transaction
from db.tables.operation import Outbox
from domain.needs import TroubleKind
from tracing.spans import traceparent

CLAIM = timedelta(seconds=20)
"""Longer than a delivery takes. What a process that died had claimed is another's after it."""

LONGEST_HELD = timedelta(minutes=5)
"""Nobody holds news for so long: what says so was written by a clock that was wrong."""

RETRY = "retry"
"""The news that a workflow is to try at once what it would try again later; no signal."""

AGAIN = 4
"""One in so many of a batch, at most, had been postponed before."""


@dataclass(frozen=True)
class OutboxMessage:
    """One row of the outbox; `signal` is `start` for the beginning of a process.

    `others_wait`: whether the process has more that could not go before this one, when that was
    asked. `traceparent`: the span in which they were recorded; empty where there was none.
    """

    process: str
    signal: str
    payload: dict[str, Any] = field(default_factory=dict)
    id: int = 0
    recorded_at: datetime = field(default=datetime.min.replace(tzinfo=UTC), compare=False)
    others_wait: bool = field(default=False, compare=False)
    traceparent: str = field(default="", compare=False)


async def tell(process: str, signal: str, now: datetime, **payload: str | int | None) -> None:
    """Record a message in the caller's transaction, which has locked what the process is about."""
    await Outbox.insert(
        Outbox(
            process=process,
            signal=signal,
            payload=json.dumps(payload),
            recorded_at=now,
            traceparent=traceparent(),
        )
    )


# Only the oldest message of a process may go, so that none overtakes another of the same.
_OLDEST = """
    delivered_at IS NULL AND id = (
        SELECT min(id) FROM outbox AS earlier
        WHERE earlier.process = waiting.process AND earlier.delivered_at IS NULL
    )
"""

CLAIM_BATCH = f"""
    WITH fresh AS (
        SELECT id FROM outbox AS waiting WHERE held_until IS NULL AND {_OLDEST}
        ORDER BY id LIMIT {{}} FOR UPDATE SKIP LOCKED
    ), again AS (
        SELECT id FROM outbox AS waiting WHERE held_until <= {{}} AND {_OLDEST}
        ORDER BY held_until LIMIT {{}} FOR UPDATE SKIP LOCKED
    ), ahead AS (
        SELECT id FROM outbox AS waiting WHERE held_until > {{}} AND {_OLDEST}
        ORDER BY held_until LIMIT {{}} FOR UPDATE SKIP LOCKED
    )
    UPDATE outbox SET held_until = {{}}
    WHERE id IN (SELECT id FROM fresh UNION ALL SELECT id FROM again UNION ALL SELECT id FROM ahead)
    RETURNING id, process, signal, payload, recorded_at, traceparent
"""  # noqa: S608 -- only constants of this file are put in

_CLAIM_ONE = f"""
    UPDATE outbox SET held_until = {{}} WHERE id = (
        SELECT id FROM outbox AS waiting
        WHERE process = {{}} AND {_OLDEST}
            AND (held_until IS NULL OR held_until <= {{}} OR held_until > {{}})
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id, process, signal, payload, recorded_at, traceparent, EXISTS (
        SELECT FROM outbox AS next
        WHERE next.process = outbox.process AND next.delivered_at IS NULL AND next.id > outbox.id
    ) AS others_wait
"""  # noqa: S608 -- likewise


async def claim(most: int, now: datetime) -> list[OutboxMessage]:
    """Claim the next message of each of at most so many processes, the longest waiting first.

    Nobody else gets them until they are delivered or postponed, or `CLAIM` is over. Those that were
    postponed before are few among them, so that what cannot be delivered never holds up the rest.
    """
    again = max(1, most // AGAIN)
    wrong = now + LONGEST_HELD
    rows = await Outbox.raw(CLAIM_BATCH, most, now, again, wrong, again, now + CLAIM)
    return sorted(map(_message, rows), key=lambda message: message.id)


async def claim_of(process: str, now: datetime) -> OutboxMessage | None:
    """Take the next message of one process; None when there is none, or somebody else has it."""
    rows = await Outbox.raw(_CLAIM_ONE, now + CLAIM, process, now, now + LONGEST_HELD)
    return _message(rows[0]) if rows else None


async def mark_delivered(delivered: Sequence[OutboxMessage], now: datetime) -> None:
    """Note that Temporal has these; what their processes could not be told before is over.

    Who was so slow that another delivered them meanwhile changes nothing of when that was.
    """
    await Outbox.raw(
        """
        WITH delivered AS (
            UPDATE outbox SET delivered_at = coalesce(delivered_at, {}), held_until = NULL
            WHERE id = ANY({}::bigint[])
            RETURNING process
        )
        DELETE FROM trouble
        WHERE kind = {} AND process IN (SELECT process FROM delivered)
        """,
        now,
        [message.id for message in delivered],
        TroubleKind.NEWS_UNDELIVERABLE.value,
    )


async def postpone(postponed: Sequence[OutboxMessage], until: datetime | None) -> None:
    """Give these back undelivered; nobody tries them before `until`, or None for at once."""
    await Outbox.update({Outbox.held_until: until}).where(
        Outbox.id.is_in([message.id for message in postponed]), Outbox.delivered_at.is_null()
    )


async def postpone_undeliverable(
    message: OutboxMessage, reason: str, until: datetime, now: datetime
) -> bool:
    """Note for operators why one cannot be delivered, and try it again from `until` on.

    Tells whether it is the first of its process.
    """
    async with transaction():
        await postpone([message], until)
        return await troubles.note(message.process, TroubleKind.NEWS_UNDELIVERABLE, reason, now)


@dataclass(frozen=True)
class Backlog:
    """Messages that Temporal has yet to get, and since when the oldest of them waits.

    Those that cannot be delivered are not among them: they are troubles.
    """

    waiting: int
    since: datetime | None


async def messages_waiting() -> Backlog:
    """How much of the outbox waits for Temporal."""
    rows = await Outbox.raw(
        """
        SELECT count(*) AS waiting, min(recorded_at) AS since FROM outbox
        WHERE delivered_at IS NULL AND NOT EXISTS (
            SELECT FROM trouble
            WHERE trouble.process = outbox.process AND kind = 'news_undeliverable'
        )
        """
    )
    return Backlog(**rows[0])


@dataclass(frozen=True)
class WaitingNews:
    """News that Temporal has not heard. `held_until`: until then nobody tries, UTC.

    `reason`: why they could not be brought, empty where nobody failed at it for good.
    """

    process: str
    signal: str
    recorded_at: datetime
    held_until: datetime | None
    reason: str


async def waiting_news(most: int) -> list[WaitingNews]:
    """At most so many, the longest waiting first."""
    rows = await Outbox.raw(
        """
        SELECT outbox.process, signal, recorded_at, held_until, coalesce(reason, '') AS reason
        FROM outbox LEFT JOIN trouble ON trouble.process = outbox.process AND kind = {}
        WHERE delivered_at IS NULL ORDER BY outbox.id LIMIT {}
        """,
        TroubleKind.NEWS_UNDELIVERABLE.value,
        most,
    )
    return [WaitingNews(**row) for row in rows]


async def count_waiting_news() -> int:
    """How many there are, those that cannot be delivered among them."""
    return int(await Outbox.count().where(Outbox.delivered_at.is_null()))


def _message(row: dict[str, Any]) -> OutboxMessage:
    return OutboxMessage(**{**row, "payload": json.loads(row["payload"])})
