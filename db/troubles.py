"""What is stuck: noted with its reason until it no longer is, for operators to see and to count."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.tables.operation import Trouble as TroubleRow
from domain.needs import TroubleKind


@dataclass(frozen=True)
class Trouble:
    """One process that is stuck. `reason` has the error's name and code, nothing personal."""

    process: str
    kind: TroubleKind
    reason: str
    since: datetime
    seen_at: datetime
    times: int


async def note(process: str, kind: TroubleKind, reason: str, now: datetime) -> bool:
    """Note that a process is stuck, and tell whether that is news; else the newest reason stays."""
    rows = await TroubleRow.raw(
        """
        INSERT INTO trouble (process, kind, reason, since, seen_at, times)
        VALUES ({}, {}, {}, {}, {}, 1)
        ON CONFLICT (process, kind) DO UPDATE
        SET reason = excluded.reason, seen_at = excluded.seen_at, times = trouble.times + 1
        RETURNING times
        """,
        process,
        kind.value,
        reason,
        now,
        now,
    )
    return int(rows[0]["times"]) == 1


async def clear(process: str, kind: TroubleKind) -> None:
    """Note that a process is no longer stuck; nothing happens where nothing was noted."""
    await TroubleRow.delete().where(TroubleRow.process == process, TroubleRow.kind == kind.value)


async def clear_all_but(processes: Collection[str], kind: TroubleKind) -> None:
    """Note that of all that were stuck only these still are."""
    await TroubleRow.raw(
        "DELETE FROM trouble WHERE kind = {} AND process <> ALL({}::text[])",
        kind.value,
        list(processes),
    )


async def forget_news_that_are_gone() -> None:
    """Forget that news could not be delivered where an operator deleted them."""
    await TroubleRow.raw(
        """
        DELETE FROM trouble WHERE kind = {} AND NOT EXISTS (
            SELECT FROM outbox WHERE outbox.process = trouble.process AND delivered_at IS NULL
        )
        """,
        TroubleKind.NEWS_UNDELIVERABLE.value,
    )


async def troubles() -> list[Trouble]:
    """All that is stuck, the longest first."""
    rows = await TroubleRow.select().order_by(TroubleRow.since).order_by(TroubleRow.id)
    return list(map(_trouble, rows))


async def troubles_of(application_number: str) -> list[Trouble]:
    """What keeps an application stuck: its own workflow, or one of those for its late mails."""
    rows = await (
        TroubleRow.select()
        .where(TroubleRow.process.like(f"{application_number}%"))
        .order_by(TroubleRow.since)
        .order_by(TroubleRow.id)
    )
    return list(map(_trouble, rows))


async def of_process(process: str) -> list[Trouble]:
    """All that is wrong with one process, the longest first."""
    rows = await TroubleRow.select().where(TroubleRow.process == process).order_by(TroubleRow.id)
    return list(map(_trouble, rows))


@dataclass(frozen=True)
class Stuck:
    """How many processes one kind of trouble keeps stuck, and since when the longest."""

    count: int
    since: datetime | None


async def stuck() -> dict[TroubleKind, Stuck]:
    """How many processes each kind of trouble keeps stuck, none included."""
    rows = await TroubleRow.raw(
        "SELECT kind, count(*) AS count, min(since) AS since FROM trouble GROUP BY kind"
    )
    found = {row["kind"]: Stuck(row["count"], row["since"]) for row in rows}
    return {kind: found.get(kind.value, Stuck(0, None)) for kind in TroubleKind}


def _trouble(row: dict[str, Any]) -> Trouble:
    return Trouble(
        row["process"],
        TroubleKind(row["kind"]),
        row["reason"],
        row["since"],
        row["seen_at"],
        row["times"],
    )
