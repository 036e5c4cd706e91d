"""What a database needs that was restored from a backup, before anybody uses it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db import audit
from db.engine import transaction
from db.tables.operation import Outbox, TemporalHome

NUMBERS_SKIPPED = 10_000
"""Of the numbers that people see, such as 受付番号: many enough for the time that was lost."""

KEYS_SKIPPED = 1_000_000
"""Of the keys of rows, of which there are as many as anybody wants."""

# Never more than half of what is left, or a number that is short could run out.
_MOVE_ON = """
    SELECT setval(key, reached + least(
        CASE WHEN is_of_rows THEN {}::bigint ELSE {} END, (max_value - reached) / 2
    ))
    FROM (
        SELECT key, coalesce(last_value, start_value) AS reached, max_value, EXISTS (
            SELECT FROM pg_depend
            WHERE classid = 'pg_class'::regclass AND objid = key AND refobjsubid > 0
        ) AS is_of_rows
        FROM pg_sequences, format('%I.%I', schemaname, sequencename) AS name,
            CAST(name AS regclass) AS key
        WHERE schemaname = current_schema()
    ) AS sequence
"""
_SESSIONS = ("login_session", "administrator_session", "login_challenge")


@dataclass(frozen=True)
class TakenUp:
    """How many sequences were moved on, and how many sessions ended."""

    sequences: int
    sessions: int


async def recorded_stages(processes: Sequence[str]) -> dict[str, str | None]:
    """Those of these processes that are recorded; of applications with their stage."""
    rows = await Outbox.raw(
        """
        SELECT application_number AS process, stage FROM application
        WHERE application_number = ANY({})
        UNION ALL SELECT process, NULL FROM company_change, concat('change-', id) AS process
        WHERE process = ANY({})
        UNION ALL SELECT process, NULL FROM cancellation, concat('cancellation-', id) AS process
        WHERE process = ANY({})
        """,
        list(processes),
        list(processes),
        list(processes),
    )
    return {row["process"]: row["stage"] for row in rows}


async def newest_application() -> str:
    """The application number that was given last; empty before the first."""
    rows = await Outbox.raw(
        "SELECT coalesce(max(application_number), '') AS number FROM application"
    )
    return str(rows[0]["number"])


async def take_up_again(now: datetime, *, workflows_deleted: int) -> TakenUp:
    """Give no number twice, have every open process started again, and let nobody be logged in.

    Sequences are found in the catalog, whatever a release adds. Sessions end because among them
    are some that had ended when the data was lost. Calling it again does no harm.
    """
    async with transaction():
        moved = await Outbox.raw(_MOVE_ON, KEYS_SKIPPED, NUMBERS_SKIPPED)
        await TemporalHome.delete(force=True)
        ended = 0
        for table in _SESSIONS:
            ended += len(await Outbox.raw(f"DELETE FROM {table} RETURNING token_hash"))  # noqa: S608 -- a constant of this file
        await audit.record(
            "operator:database:restore",
            now,
            sequences=len(moved),
            sessions=ended,
            workflows=workflows_deleted,
        )
    return TakenUp(len(moved), ended)
