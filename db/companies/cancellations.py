"""「解約」: 主担当 asks for it, and may undo it while the company waits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import audit, outbox
from db.company_data import lock_company, lock_member_company
from db.engine import transaction
from db.mailing.letters import call_off_letters, tell
from db.tables.members import Cancellation
from domain.audit_tags import AuditTag
from domain.companies.cancellation import (
    MAILS_WHEN_REQUESTED,
    MAILS_WHEN_UNDONE,
    CancellationDates,
    CancellationProgress,
    CancellationStage,
)
from domain.processes import ProcessKind, process_id
from domain.refusals import RefusalError


@dataclass(frozen=True)
class CancellationRequest:
    """One 解約; `requested_by`: アカウントID, empty where the operator saw to it.

    `ends_at`: until when it can be undone, UTC.
    `kept_until`: when the company's data is deleted, as it was told; None where nothing was said.
    """

    cancellation_id: int
    company_id: str
    reason: str
    requested_by: str
    requested_at: datetime
    ends_at: datetime
    kept_until: datetime | None
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
    def by_operator(self) -> bool:
        """Whether administrators began it, because the company had asked them to."""
        return not self.requested_by

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


async def lock_cancellation(cancellation_id: int) -> CancellationRequest:
    """Lock the company of a 解約 until the transaction ends, and read it.

    Raises `LookupError` when there is none of this number.
    """
    await lock_company((await load_cancellation(cancellation_id)).company_id)
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


async def end_waiting_cancellation(company_id: str, now: datetime) -> None:
    """End the 解約 that waits, in the caller's transaction: the company ends without it."""
    request = await waiting_cancellation(company_id)
    if request is not None:
        await Cancellation.update({Cancellation.ended_at: now}).where(
            Cancellation.id == request.cancellation_id
        )
        await call_off_letters(request.process, now)
        await outbox.tell(request.process, "cancellation_undone", now)


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
        kept_until=row["kept_until"],
        reminded_at=row["reminded_at"],
        undone_at=row["undone_at"],
        ended_at=row["ended_at"],
    )


class CancellationOpenError(RefusalError):
    """The company asked to leave before, and that still waits."""


class NoCancellationError(RefusalError):
    """Nothing waits to be undone: it was undone before, or its time is over."""


async def request_cancellation(  # noqa: PLR0913 -- what the page knows
    company_id: str, by: str, reason: str, dates: CancellationDates, *, alert_to: str, now: datetime
) -> str:
    """Record that a company leaves, and give the process that sees to it.

    `by`: アカウントID of 主担当. Raises `CancellationOpenError` while another waits,
    `CompanyLeftError` when the company has left.
    """
    async with transaction():
        request = await begin_cancellation(
            company_id, by, reason, dates, alert_to=alert_to, now=now
        )
        await audit.record(
            AuditTag.MEMBER_CANCELLATION_REQUEST,
            now,
            company_id=company_id,
            account_id=by,
            cancellation=request.cancellation_id,
        )
    return request.process


async def begin_cancellation(  # noqa: PLR0913 -- as `request_cancellation`
    company_id: str, by: str, reason: str, dates: CancellationDates, *, alert_to: str, now: datetime
) -> CancellationRequest:
    """Begin a 解約 in the caller's transaction, which records who did; `by` is empty for operators.

    Raises as `request_cancellation` does.
    """
    await refuse_to_leave_twice(company_id)
    rows = await Cancellation.insert(
        Cancellation(
            company=company_id,
            reason=reason,
            requested_by=by,
            requested_at=now,
            ends_at=dates.ends_at,
            kept_until=dates.kept_until,
        )
    )
    request = await load_cancellation(rows[0]["id"])
    await tell(request.process, MAILS_WHEN_REQUESTED, company_id, now, alert_to=alert_to)
    await outbox.tell(request.process, "start", now)
    return request


async def refuse_to_leave_twice(company_id: str) -> None:
    """Lock the company; raises `CancellationOpenError`, and `CompanyLeftError`."""
    await lock_member_company(company_id)
    if await waiting_cancellation(company_id) is not None:
        raise CancellationOpenError


async def undo_cancellation(company_id: str, by: str, now: datetime) -> str:
    """Record that a company stays, and give the process that is to hear of it.

    `by`: アカウントID of 主担当. Raises `NoCancellationError` when it is too late, or there
    is nothing to undo.
    """
    async with transaction():
        request = await take_back_cancellation(company_id, now)
        await audit.record(
            AuditTag.MEMBER_CANCELLATION_UNDO,
            now,
            company_id=company_id,
            account_id=by,
            cancellation=request.cancellation_id,
        )
    return request.process


async def take_back_cancellation(company_id: str, now: datetime) -> CancellationRequest:
    """Undo a 解約 in the caller's transaction, which records who did; raises as the above does."""
    await lock_company(company_id)
    request = await waiting_cancellation(company_id)
    if request is None or not request.progress.may_be_undone(now):
        raise NoCancellationError
    await Cancellation.update({Cancellation.undone_at: now}).where(
        Cancellation.id == request.cancellation_id
    )
    await call_off_letters(request.process, now)
    await tell(request.process, MAILS_WHEN_UNDONE, company_id, now)
    await outbox.tell(request.process, "cancellation_undone", now)
    return request
