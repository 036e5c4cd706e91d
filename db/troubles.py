"""What does not go on: noted with its reason until it does, for operators to see and to count."""

from dataclasses import dataclass
from datetime import datetime

from db.tables.operation import Trouble as TroubleRow
from domain.troubles import TroubleKind


@dataclass(frozen=True)
class Trouble:
    """One process that is held up. `reason` has the error's name and code, nothing personal."""

    process: str
    kind: TroubleKind
    reason: str
    since: datetime
    seen_at: datetime
    times: int


async def note(process: str, kind: TroubleKind, reason: str, now: datetime) -> None:
    """Note that a process is held up; once more if that is known, with the newest reason."""
    await TroubleRow.raw(
        """
        INSERT INTO trouble (process, kind, reason, since, seen_at, times)
        VALUES ({}, {}, {}, {}, {}, 1)
        ON CONFLICT (process, kind) DO UPDATE
        SET reason = excluded.reason, seen_at = excluded.seen_at, times = trouble.times + 1
        """,
        process,
        kind.value,
        reason,
        now,
        now,
    )


async def clear(process: str, kind: TroubleKind) -> None:
    """Note that a process goes on again; nothing happens where nothing was noted."""
    await TroubleRow.delete().where(TroubleRow.process == process, TroubleRow.kind == kind.value)


async def troubles() -> list[Trouble]:
    """All that is held up, the longest first."""
    rows = await TroubleRow.select().order_by(TroubleRow.since).order_by(TroubleRow.id)
    return [
        Trouble(
            row["process"],
            TroubleKind(row["kind"]),
            row["reason"],
            row["since"],
            row["seen_at"],
            row["times"],
        )
        for row in rows
    ]


async def counts() -> dict[TroubleKind, int]:
    """How many processes each kind of trouble holds up, none included."""
    rows = await TroubleRow.raw("SELECT kind, count(*) FROM trouble GROUP BY kind")
    found = {row["kind"]: int(row["count"]) for row in rows}
    return {kind: found.get(kind.value, 0) for kind in TroubleKind}
