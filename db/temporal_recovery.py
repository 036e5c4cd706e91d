"""After Temporal or the database was lost: every open process gets a workflow again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db import audit
from db.engine import transaction
from db.tables.operation import Outbox, Reconciliation, TemporalHome
from domain.audit_tags import AuditTag
from domain.processes import ProcessKind, kind_of

NUMBERS_SKIPPED = 10_000
"""Of the numbers that people see, such as 受付番号: many enough for the time that was lost."""

KEYS_SKIPPED = 1_000_000
"""Of the keys of rows, of which there are as many as anybody wants."""

# Never more than half of what is left, or a number that is short could run out.
_ADVANCE_SEQUENCES = """
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


async def temporal_home() -> str | None:
    """The namespace that open applications were last started in; None before the first.

    It is empty while they move, so that nobody delivers anything meanwhile.
    """
    row = await TemporalHome.select(TemporalHome.namespace_id).first()
    return None if row is None else str(row["namespace_id"])


async def adopt_temporal(namespace_id: str, now: datetime) -> None:
    """Note that every open application was started in this namespace."""
    await TemporalHome.insert(
        TemporalHome(id=1, namespace_id=namespace_id, seen_at=now)
    ).on_conflict(
        target=TemporalHome.id,
        action="DO UPDATE",
        values=[TemporalHome.namespace_id, TemporalHome.seen_at],
    )


async def claim_turn(now: datetime, every: timedelta) -> bool:
    """Claim the next look for oneself; False when somebody looked within `every`.

    A look that is to come was noted by a clock that was wrong, and keeps nobody.
    """
    rows = await Reconciliation.raw(
        """
        INSERT INTO reconciliation (id, looked_at, restarts) VALUES (1, {}, 0)
        ON CONFLICT (id) DO UPDATE SET looked_at = excluded.looked_at
            WHERE reconciliation.looked_at <= {} OR reconciliation.looked_at > {}
        RETURNING id
        """,
        now,
        now - every,
        now + every,
    )
    return bool(rows)


async def without_pending_messages(processes: Collection[str]) -> set[str]:
    """Those of these processes that no message waits for, so that nothing will start them."""
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


async def record_restart(
    process: str, last_end: str, now: datetime, *, by_operator: bool = False
) -> None:
    """Note that an open process had no running workflow and got one.

    `last_end`: how its last workflow had ended, such as `TERMINATED`; or what was wrong with it,
    such as `behind` (`domain/out_of_step.py`), so that it was ended. `by_operator`: somebody asked
    for it by a command.
    """
    number = process if kind_of(process) is ProcessKind.ENROLMENT else None
    tag = AuditTag.OPERATOR_PROCESS_MEND if by_operator else AuditTag.WORKFLOW_PROCESS_RESTART
    async with transaction():
        await Reconciliation.raw(
            """
            INSERT INTO reconciliation (id, looked_at, restarts) VALUES (1, {}, 1)
            ON CONFLICT (id) DO UPDATE SET restarts = reconciliation.restarts + 1
            """,
            now,
        )
        await audit.record(
            tag,
            now,
            application_number=number,
            process=process,
            last_end=last_end,
        )


async def restarts() -> int:
    """How many processes were started again since there is this database."""
    row = await Reconciliation.select(Reconciliation.restarts).first()
    return 0 if row is None else int(row["restarts"])


@dataclass(frozen=True)
class AfterRestore:
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


async def reset_after_restore(now: datetime, *, workflows_deleted: int) -> AfterRestore:
    """Give no number twice, have every open process started again, and let nobody be logged in.

    Sequences are found in the catalog, whatever a release adds. Sessions end because among them
    are some that had ended when the data was lost. Calling it again does no harm.
    """
    async with transaction():
        (newest,) = await Outbox.raw("SELECT coalesce(max(id), 0) AS event FROM audit_event")
        moved = await Outbox.raw(_ADVANCE_SEQUENCES, KEYS_SKIPPED, NUMBERS_SKIPPED)
        await TemporalHome.delete(force=True)
        ended = 0
        for table in _SESSIONS:
            ended += len(await Outbox.raw(f"DELETE FROM {table} RETURNING token_hash"))  # noqa: S608 -- a constant of this file
        await audit.record(
            AuditTag.OPERATOR_DATABASE_RESTORE,
            now,
            after=int(newest["event"]),
            sequences=len(moved),
            sessions=ended,
            workflows=workflows_deleted,
        )
    return AfterRestore(len(moved), ended)
