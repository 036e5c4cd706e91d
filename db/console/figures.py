"""What happened in a span of days, and what should have happened by now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.tables.enrolment import Application
from db.tables.operation import Mail

LATE = timedelta(hours=1)
"""A mail that waits longer than this is in trouble; it is tried once an hour at least."""


@dataclass(frozen=True)
class LateMails:
    """Mails that the mail server has not taken for a while, and since when the oldest waits."""

    count: int
    oldest: datetime | None


@dataclass(frozen=True)
class Figures:
    """How often each thing happened; `ended`: without IDs, `failed`: mails that did not arrive."""

    requested: int
    submitted: int
    approved: int
    enrolled: int
    ended: int
    sent: int
    failed: int


async def late_mails(now: datetime) -> LateMails:
    """The mails of every kind that wait longer than `LATE`, but for their mailbox's share."""
    rows = await Mail.raw(
        "SELECT count(*), min(queued_at) AS oldest FROM mail"
        " WHERE state = 'queued' AND greatest(queued_at, waits_until) < {}",
        now - LATE,
    )
    return LateMails(**rows[0])


async def figures(since: datetime, until: datetime) -> Figures:
    """Count what happened from `since` on, before `until`."""
    rows: list[dict[str, Any]] = await Application.raw(
        """
        WITH period AS (SELECT {}::timestamptz AS since, {}::timestamptz AS until)
        SELECT
            (
                SELECT count(*) FROM application
                WHERE requested_at >= since AND requested_at < until
            ) AS requested,
            (
                SELECT count(*) FROM form_revision
                WHERE revision = 1 AND submitted_at >= since AND submitted_at < until
            ) AS submitted,
            (
                SELECT count(*) FROM decision
                WHERE choice = 'approve' AND decided_at >= since AND decided_at < until
            ) AS approved,
            (
                SELECT count(*) FROM application
                WHERE stage = 'enrolled' AND closed_at >= since AND closed_at < until
            ) AS enrolled,
            (
                SELECT count(*) FROM application
                WHERE stage <> 'enrolled' AND closed_at >= since AND closed_at < until
            ) AS ended,
            (
                SELECT count(*) FROM mail
                WHERE state = 'sent' AND finished_at >= since AND finished_at < until
            ) AS sent,
            (
                SELECT count(*) FROM mail
                WHERE state IN ('refused', 'bounced')
                    AND finished_at >= since AND finished_at < until
            ) AS failed
        FROM period
        """,
        since,
        until,
    )
    return Figures(**rows[0])
