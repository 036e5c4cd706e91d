"""解約, as it stands: a company that leaves the service, after a time to think."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.company_data import hold_company
from db.tables.members import Cancellation
from domain.companies.cancellation import CancellationProgress, CancellationStage
from domain.processes import ProcessKind, process_id


@dataclass(frozen=True)
class CancellationRequest:
    """One 解約; `requested_by`: アカウントID. `ends_at`: until when it can be undone, UTC."""

    cancellation_id: int
    company_id: str
    reason: str
    requested_by: str
    requested_at: datetime
    ends_at: datetime
    reminded_at: datetime | None
    undone_at: datetime | None
    ended_at: datetime | None

    @property
    def progress(self) -> CancellationProgress:
        """What has happened so far, as the procedure asks for it."""
        return CancellationProgress(
            self.requested_at, self.ends_at, self.reminded_at, self.undone_at, self.ended_at
        )

    @property
    def stage(self) -> CancellationStage:
        """Where it is."""
        return self.progress.stage

    @property
    def process(self) -> str:
        """The process that sees to it."""
        return process_id(ProcessKind.CANCELLATION, self.cancellation_id)


async def load_cancellation(cancellation_id: int) -> CancellationRequest:
    """Read a 解約; raises `LookupError` when there is none of this number."""
    row = await Cancellation.select().where(Cancellation.id == cancellation_id).first()
    if row is None:
        raise LookupError(f"there is no cancellation {cancellation_id}")
    return _request(row)


async def hold_cancellation(cancellation_id: int) -> CancellationRequest:
    """Lock the company of a 解約 until the transaction ends, and read it.

    Raises `LookupError` when there is none of this number.
    """
    await hold_company((await load_cancellation(cancellation_id)).company_id)
    # Read again: it shows what the holder of the lock committed meanwhile.
    return await load_cancellation(cancellation_id)


async def waiting_cancellation(company_id: str) -> CancellationRequest | None:
    """The 解約 of a company that can still be undone; there is one at most."""
    row = await (
        Cancellation.select()
        .where(
            Cancellation.company == company_id,
            Cancellation.undone_at.is_null(),
            Cancellation.ended_at.is_null(),
        )
        .first()
    )
    return None if row is None else _request(row)


async def open_cancellations() -> tuple[str, ...]:
    """The processes of every 解約 that still waits, or still has a mail to send."""
    rows = await Cancellation.raw(
        """
        SELECT process FROM cancellation, concat('cancellation-', id) AS process
        WHERE (undone_at IS NULL AND ended_at IS NULL) OR EXISTS (
            SELECT FROM mail WHERE mail.process = process.process AND state = 'queued'
        )
        ORDER BY id
        """
    )
    return tuple(row["process"] for row in rows)


def _request(row: dict[str, Any]) -> CancellationRequest:
    return CancellationRequest(
        cancellation_id=row["id"],
        company_id=row["company"],
        reason=row["reason"],
        requested_by=row["requested_by"],
        requested_at=row["requested_at"],
        ends_at=row["ends_at"],
        reminded_at=row["reminded_at"],
        undone_at=row["undone_at"],
        ended_at=row["ended_at"],
    )
