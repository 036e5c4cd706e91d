"""What Temporal tells of runs, kept so that one line is logged of each, and one figure told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db import tallies
from db.engine import transaction
from db.tables.operation import FailedRun as FailedRunRow
from db.tables.operation import ScheduleRun as ScheduleRunRow

STATUSES = ("FAILED", "TIMED_OUT")
"""How none of our workflows should end, as Temporal calls it."""


@dataclass(frozen=True)
class FailedRun:
    """One run that failed. `process`: the workflow's id; `status` as Temporal calls it."""

    run_id: str
    process: str
    workflow: str
    status: str
    closed_at: datetime


@dataclass(frozen=True)
class ScheduleRun:
    """When a schedule last started its workflow, and whether it is paused.

    `last_run_at`: None for never; as it is read, then since when it is known.
    """

    schedule: str
    last_run_at: datetime | None
    paused: bool


async def note_failed(runs: Sequence[FailedRun]) -> list[FailedRun]:
    """Note and count those that nobody noted before, and give them."""
    if not runs:
        return []
    rows = [FailedRunRow(**{**vars(run), "process": run.process[:60]}) for run in runs]
    async with transaction():
        noted = await (
            FailedRunRow.insert(*rows)
            .on_conflict(target=FailedRunRow.run_id, action="DO NOTHING")
            .returning(FailedRunRow.run_id)
        )
        ids = {row["run_id"] for row in noted}
        new = [run for run in runs if run.run_id in ids]
        await tallies.add(tallies.Event.RUN_FAILED, Counter(run.status for run in new))
    return new


async def note_schedule(run: ScheduleRun, now: datetime) -> None:
    """Note what Temporal says of a schedule; nothing older takes the place of newer."""
    await ScheduleRunRow.raw(
        """
        INSERT INTO schedule_run (schedule, last_run_at, paused, known_since, seen_at)
        VALUES ({}, {}, {}, {}, {})
        ON CONFLICT (schedule) DO UPDATE SET paused = excluded.paused, seen_at = excluded.seen_at,
            last_run_at = greatest(schedule_run.last_run_at, excluded.last_run_at)
        WHERE schedule_run.seen_at <= excluded.seen_at
        """,
        run.schedule,
        run.last_run_at,
        run.paused,
        now,
        now,
    )


async def schedule_runs() -> list[ScheduleRun]:
    """What is known of each schedule."""
    rows = await ScheduleRunRow.select().order_by(ScheduleRunRow.schedule)
    return [
        ScheduleRun(row["schedule"], row["last_run_at"] or row["known_since"], row["paused"])
        for row in rows
    ]
