"""The audit log as a file: who takes it away, and why, is an event of the log itself."""

from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from datetime import datetime

from db.console.audit_log import EventQuery, LoggedEvent, find_events
from db.console_acts import Concern, Why, record_act
from db.engine import transaction

MOST_ROWS = 100_000
PORTION = 2_000
"""So many rows are read at once."""


async def record_export(query: EventQuery, why: Why, now: datetime) -> None:
    """Note that somebody takes away what this query finds."""
    asked = {name: value for name, value in asdict(query).items() if value not in {None, ""}}
    values = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asked.items()
    }
    async with transaction():
        await record_act("administrator:audit_log:export", why, Concern(), now, after=values)


async def events_in_portions(
    query: EventQuery, most: int = MOST_ROWS
) -> AsyncIterator[tuple[LoggedEvent, ...]]:
    """Read what a query finds, the newest first, at most `most` events."""
    left = most
    while left > 0:
        found = await find_events(query, min(PORTION, left))
        yield found.events
        if found.next is None:
            return
        left -= len(found.events)
        query = replace(query, after=found.next)
