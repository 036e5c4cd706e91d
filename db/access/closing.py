"""The end of a change: made, or nothing comes of it; in a transaction that holds the company."""

from datetime import datetime

from db.access.facts import Change
from db.access.notices import tell_that_it_is_off
from db.companies.company_letters import call_off_letters
from db.tables.access import AccessChange
from db.tables.members import AccountLink
from domain.companies.access_change import AccessStage
from domain.tokens import Purpose


async def close(change: Change, outcome: AccessStage, now: datetime) -> None:
    """Note how a change ended; what it still had to say or to ask is of no use any more."""
    await AccessChange.update(
        {AccessChange.outcome: outcome.value, AccessChange.closed_at: now}
    ).where(AccessChange.id == change.change_id)
    await call_off_letters(change.process, now)
    await AccountLink.update({AccountLink.revoked_at: now}).where(
        AccountLink.access_change == change.change_id,
        AccountLink.purpose == Purpose.ADDRESS.value,
        AccountLink.used_at.is_null(),
        AccountLink.revoked_at.is_null(),
    )


async def close_unmade(change: Change, outcome: AccessStage, now: datetime) -> None:
    """Let nothing come of a change, and tell those who heard of it."""
    await close(change, outcome, now)
    await tell_that_it_is_off(change, now)
