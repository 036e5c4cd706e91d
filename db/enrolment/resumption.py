"""Which applications have to go on, and in which Temporal they were last started."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from db.tables.enrolment import Application
from db.tables.operation import TemporalHome

BATCH = 500


@dataclass(frozen=True)
class ApplicationStanding:
    """What the workflow of an application is started with, besides what it reads itself.

    It is apart from `Facts` because thousands are started at once when a Temporal was lost: it
    is one row by its key, and the stage is as the workflow last wrote it.
    """

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


async def open_applications(queued_by: datetime) -> AsyncIterator[str]:
    """Every application whose life is not over, or that still has a mail queued by then to send."""
    last = ""
    while rows := await Application.raw(_OPEN_AFTER, last, BATCH):
        for row in rows:
            yield row["application_number"]
        last = rows[-1]["application_number"]
    for row in await Application.raw(_CLOSED_WITH_MAILS, queued_by):
        yield row["application_number"]


# Two questions, so that each is answered by an index, however many are closed.
_OPEN_AFTER = """
    SELECT application_number FROM application
    WHERE closed_at IS NULL AND application_number > {} ORDER BY application_number LIMIT {}
"""
_CLOSED_WITH_MAILS = """
    SELECT DISTINCT application_number FROM mail
    JOIN application ON application_number = mail.application
    WHERE mail.state = 'queued' AND mail.queued_at <= {} AND closed_at IS NOT NULL
"""


async def temporal_home() -> str | None:
    """The namespace that open applications were last started in; None before the first.

    It is empty while they move, so that nobody delivers anything meanwhile.
    """
    row = await TemporalHome.select(TemporalHome.namespace_id).first()
    return None if row is None else str(row["namespace_id"])


async def settle_in(namespace_id: str, now: datetime) -> None:
    """Note that every open application was started in this namespace."""
    await TemporalHome.insert(
        TemporalHome(id=1, namespace_id=namespace_id, seen_at=now)
    ).on_conflict(
        target=TemporalHome.id,
        action="DO UPDATE",
        values=[TemporalHome.namespace_id, TemporalHome.seen_at],
    )
