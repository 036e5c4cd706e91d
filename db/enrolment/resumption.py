"""Which applications have to go on, and in which Temporal they were last started."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from db.tables.enrolment import Application
from db.tables.operation import TemporalHome

BATCH = 500


@dataclass(frozen=True)
class ApplicationStanding:
    """What the workflow of an application is started with, besides what it reads itself."""

    stage: str
    deadline: datetime | None
    closed: bool


async def application_standing(application_number: str) -> ApplicationStanding:
    """Read it; raises `LookupError` when there is no such application."""
    row = (
        await Application.select(Application.stage, Application.deadline, Application.closed_at)
        .where(Application.application_number == application_number)
        .first()
    )
    if row is None:
        raise LookupError(f"there is no application {application_number}")
    return ApplicationStanding(row["stage"], row["deadline"], row["closed_at"] is not None)


async def open_applications() -> AsyncIterator[str]:
    """Every application whose life is not over, or that still has a mail to send."""
    last = ""
    while True:
        rows = await Application.raw(
            """
            SELECT application_number FROM application
            WHERE application_number > {} AND (closed_at IS NULL OR EXISTS (
                SELECT FROM mail
                WHERE mail.application = application_number AND mail.state = 'queued'
            ))
            ORDER BY application_number LIMIT {}
            """,
            last,
            BATCH,
        )
        if not rows:
            return
        for row in rows:
            yield row["application_number"]
        last = rows[-1]["application_number"]


async def temporal_home() -> str | None:
    """The namespace that open applications were last started in; None before the first.

    It is empty while they move, so that nobody delivers anything meanwhile.
    """
    row = await TemporalHome.select(TemporalHome.namespace_id).first()
    return None if row is None else str(row["namespace_id"])


async def temporal_home_held() -> str | None:
    """The same, and nobody moves until the caller's transaction ends."""
    rows = await TemporalHome.raw("SELECT namespace_id FROM temporal_home FOR SHARE")
    return str(rows[0]["namespace_id"]) if rows else None


async def settle_in(namespace_id: str, now: datetime) -> None:
    """Note that every open application was started in this namespace."""
    await TemporalHome.insert(
        TemporalHome(id=1, namespace_id=namespace_id, seen_at=now)
    ).on_conflict(
        target=TemporalHome.id,
        action="DO UPDATE",
        values=[TemporalHome.namespace_id, TemporalHome.seen_at],
    )
