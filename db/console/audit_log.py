"""The audit log as administrators search it and take it away as a file (S42)."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from db.audit import ActReason, ActSubject, record_act
from db.console.conditions import Conditions
from db.console.paging import MOST_EXPORTED_ROWS, PER_PAGE, PORTION, Ordering, cut
from db.engine import planned_for_its_values, transaction
from db.tables.operation import AuditEvent
from domain.audit_tags import AuditTag
from texts.audit_log import act_of

_NEWEST = Ordering("audit_event", "at", "id", descending=True)


@dataclass(frozen=True)
class EventQuery:
    """What is to be listed; empty or None for any.

    `source`: the first part of a tag. `act`: how the console calls what a tag stands for, which
    several may share. `account_id`: within the company.
    `administrator`: the key of the person's row. `since`, `until`: the latter not included.
    `after`: the number that the page before ended with. `before`: the one that the next page began
    with.
    """

    source: str = ""
    act: str = ""
    application_number: str = ""
    company_id: str = ""
    account_id: str = ""
    administrator: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: int | None = None
    before: int | None = None


@dataclass(frozen=True)
class LoggedEvent:
    """One event; `reason`, `before`, `after`: of an act, as long as they are kept.

    `administrator`: who did it, by name; empty for nobody of the console.
    """

    id: int
    at: datetime
    tag: str
    application_number: str | None
    company_id: str | None
    account_id: str | None
    details: dict[str, Any]
    administrator: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True)
class EventPage:
    """One page, the newest first.

    `next`: `after` of the next page, `back`: `before` of the page before; None where there is none.
    """

    events: tuple[LoggedEvent, ...]
    next: int | None
    back: int | None = None


async def find_events(query: EventQuery, most: int = PER_PAGE) -> EventPage:
    """Read one page of at most so many of the events that were asked for."""
    order = _NEWEST.turned(backwards=query.before is not None)
    conditions = _conditions(query, order, await _tags(query))
    async with planned_for_its_values():
        rows = await AuditEvent.raw(
            f"""
            SELECT event.id, event.at, event.tag, application_number, company_id, event.account_id,
                details, coalesce(person.person_name, act.done_by, '') AS administrator,
                coalesce(act.reason, '') AS reason,
                coalesce(act.before, jsonb_build_object()) AS before,
                coalesce(act.after, jsonb_build_object()) AS after
            FROM (
                SELECT * FROM audit_event WHERE {conditions.sql}
                ORDER BY {order.sql()} LIMIT {{}}
            ) AS event
            LEFT JOIN console_act AS act ON act.id = (details ->> 'act')::bigint
            LEFT JOIN administrator AS person ON person.id = (details ->> 'administrator')::bigint
            ORDER BY event.at {order.direction}, event.id {order.direction}
            """,  # noqa: S608 -- only constants of this file are put in
            *conditions.values,
            most + 1,
        )
    page = cut(
        [*map(_event, rows)],
        lambda each: each.id,
        after=query.after,
        before=query.before,
        most=most,
    )
    return EventPage(page.shown, next=page.next, back=page.back)


async def known_tags() -> tuple[str, ...]:
    """The tags that there are, each found by one step in the index."""
    rows = await AuditEvent.raw(
        """
        WITH RECURSIVE tags AS (
            SELECT min(tag) AS tag FROM audit_event
            UNION ALL
            SELECT (SELECT min(tag) FROM audit_event WHERE audit_event.tag > tags.tag)
            FROM tags WHERE tags.tag IS NOT NULL
        )
        SELECT tag FROM tags WHERE tag IS NOT NULL
        """
    )
    return tuple(row["tag"] for row in rows)


async def _tags(query: EventQuery) -> Sequence[str] | None:
    """The tags of whom and what was asked for; None when nothing was."""
    if not query.source and not query.act:
        return None
    return [
        tag
        for tag in await known_tags()
        if query.source in {"", tag.partition(":")[0]} and query.act in {"", act_of(tag)}
    ]


def _conditions(query: EventQuery, order: Ordering, tags: Sequence[str] | None) -> Conditions:
    conditions = Conditions()
    for sql, value in (
        ("tag = ANY({})", tags),
        ("application_number = {}", query.application_number or None),
        ("company_id = {}", query.company_id or None),
        ("account_id = {}", query.account_id or None),
        ("details ->> 'administrator' = {}", _text(query.administrator)),
        ("at >= {}", query.since),
        ("at < {}", query.until),
        (order.beyond, query.after if query.before is None else query.before),
    ):
        if value is not None:
            conditions.add(sql, value)
    return conditions


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _event(row: dict[str, Any]) -> LoggedEvent:
    values = ("details", "before", "after")
    return LoggedEvent(**row | {name: json.loads(row[name]) for name in values})


async def record_export(query: EventQuery, why: ActReason, now: datetime) -> None:
    """Note that somebody takes away what this query finds."""
    asked = {name: value for name, value in asdict(query).items() if value not in {None, ""}}
    values = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asked.items()
    }
    async with transaction():
        await record_act(
            AuditTag.ADMINISTRATOR_AUDIT_LOG_EXPORT, why, ActSubject(), now, after=values
        )


async def events_in_portions(
    query: EventQuery, most: int = MOST_EXPORTED_ROWS
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
