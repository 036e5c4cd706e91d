"""「心当たりがない」 that nobody has dealt with yet, and that somebody has (S27)."""

from datetime import datetime

from db.audit import ActReason
from db.console.possible_acts import finish_act
from db.engine import transaction
from db.enrolment.facts import lock_application
from db.tables.review import Dispute
from domain.audit_tags import AuditTag
from domain.refusals import MovedOnError


async def settle_disputes(application_number: str, now: datetime) -> int:
    """Note in the caller's transaction that all were dealt with; gives how many."""
    rows = (
        await Dispute.update({Dispute.settled_at: now})
        .where(Dispute.application == application_number, Dispute.settled_at.is_null())
        .returning(Dispute.id)
    )
    return len(rows)


async def settle_on_its_own(application_number: str, why: ActReason, now: datetime) -> None:
    """Deal with disputes that suspended nothing, or whose company has left since.

    Raises `MovedOnError` when there is none, and while a company is suspended: that is lifted, or
    its IDs end.
    """
    async with transaction():
        facts = await lock_application(application_number)
        if await _is_suspended(application_number) or not await settle_disputes(
            application_number, now
        ):
            raise MovedOnError(facts.stage)
        await finish_act(AuditTag.ADMINISTRATOR_DISPUTE_SETTLE, why, facts, now)


async def _is_suspended(application_number: str) -> bool:
    rows = await Dispute.raw(
        "SELECT FROM company WHERE application_number = {}"
        " AND suspended_at IS NOT NULL AND ended_at IS NULL",
        application_number,
    )
    return bool(rows)
