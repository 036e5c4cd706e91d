"""「解約」: the ID manager asks for it, and may undo it while it waits."""

from datetime import datetime

from db import audit, outbox
from db.companies.cancellation_facts import load_cancellation, waiting_cancellation
from db.companies.company_letters import call_off_letters, tell
from db.company_data import hold_company, hold_member
from db.engine import transaction
from db.tables.members import Cancellation
from domain.companies.cancellation import MAILS_WHEN_REQUESTED, MAILS_WHEN_UNDONE
from domain.durations import Duration
from domain.refusals import RefusalError


class CancellationOpenError(RefusalError):
    """The company asked to leave before, and that still waits."""


class NoCancellationError(RefusalError):
    """Nothing waits to be undone: it was undone before, or its time is over."""


async def request_cancellation(  # noqa: PLR0913 -- what the page knows
    company_id: str, by: str, reason: str, wait: Duration, *, alert_to: str, now: datetime
) -> str:
    """Record that a company leaves after `wait`, and give the process that sees to it.

    `by`: アカウントID of the ID manager. Raises `CancellationOpenError` while another waits,
    `CompanyLeftError` when the company has left.
    """
    async with transaction():
        await hold_member(company_id)
        if await waiting_cancellation(company_id) is not None:
            raise CancellationOpenError
        rows = await Cancellation.insert(
            Cancellation(
                company=company_id,
                reason=reason,
                requested_by=by,
                requested_at=now,
                ends_at=wait.after(now),
            )
        )
        request = await load_cancellation(rows[0]["id"])
        process = request.process
        await tell(process, MAILS_WHEN_REQUESTED, company_id, now, alert_to=alert_to)
        await outbox.tell(process, "start", now)
        await audit.record(
            "member:cancellation:request",
            now,
            company_id=company_id,
            account_id=by,
            cancellation=request.cancellation_id,
        )
    return process


async def undo_cancellation(company_id: str, by: str, now: datetime) -> str:
    """Record that a company stays, and give the process that is to hear of it.

    `by`: アカウントID of the ID manager. Raises `NoCancellationError` when it is too late, or there
    is nothing to undo.
    """
    async with transaction():
        await hold_company(company_id)
        request = await waiting_cancellation(company_id)
        if request is None or not request.progress.may_be_undone(now):
            raise NoCancellationError
        process = request.process
        await Cancellation.update({Cancellation.undone_at: now}).where(
            Cancellation.id == request.cancellation_id
        )
        await call_off_letters(process, now)
        await tell(process, MAILS_WHEN_UNDONE, company_id, now)
        await outbox.tell(process, "cancellation_undone", now)
        await audit.record(
            "member:cancellation:undo",
            now,
            company_id=company_id,
            account_id=by,
            cancellation=request.cancellation_id,
        )
    return process
