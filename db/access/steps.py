"""What the process of a change does while it waits, and when its time has come.

Every step locks the company and acts only if the facts call for it, so twice is once.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from db import audit
from db.access.effects import make
from db.access.facts import AccessChangeRequest, load_access_change, lock_access_change
from db.access.notices import alert_administrators, tell_of_its_end
from db.company_data import load_company
from db.engine import transaction
from db.mailing.letters import MOST_AT_ONCE, call_off_letters, next_letters
from db.tables.access import AccessChange
from db.tables.members import AccountLink
from domain.audit_tags import AuditTag
from domain.companies.access_change import AccessChangeState, AccessStage, AccessStep
from domain.tokens import Purpose


async def load_access_change_state(change_id: int, at: datetime) -> AccessChangeState:
    """Read the state of a change at this moment; raises `LookupError` for one that is not there."""
    change = await load_access_change(change_id)
    state = AccessChangeState.of(
        change.progress,
        at,
        company_name=change.company_name,
        act=change.act,
        mails_due=await next_letters(change.process, MOST_AT_ONCE),
    )
    return replace(state, company_id=change.company_id)


async def advance_access_change(
    change_id: int, at: datetime, keys: Sequence[bytes], alert_to: str, now: datetime
) -> None:
    """Do what falls due: make the change, let it lapse, or ask for another administrator."""
    async with transaction():
        change = await lock_access_change(change_id)
        match change.progress.step_due(at):
            case AccessStep.MAKE:
                await _make(change, keys, now)
            case AccessStep.LAPSE:
                await close_unmade(change, AccessStage.LAPSED, now)
                await _record(AuditTag.WORKFLOW_ACCESS_LAPSE, change, now)
            case AccessStep.ALERT_AGAIN:
                await alert_administrators(change, alert_to, now, nth=2)


async def _make(change: AccessChangeRequest, keys: Sequence[bytes], now: datetime) -> None:
    left = (await load_company(change.company_id)).ended_at is not None
    # Before the mails that tell of it are queued: this one's own mails are of no use any more.
    await close(change, AccessStage.DONE, now)
    if not left and await make(change, keys, now):
        await _record(AuditTag.WORKFLOW_ACCESS_MAKE, change, now)
        return
    await close_unmade(change, AccessStage.OUTDATED, now)
    await _record(AuditTag.WORKFLOW_ACCESS_OUTDATE, change, now)


async def _record(tag: AuditTag, change: AccessChangeRequest, now: datetime) -> None:
    await audit.record(
        tag,
        now,
        company_id=change.company_id,
        account_id=change.account_id or None,
        change=change.change_id,
    )


async def close(change: AccessChangeRequest, outcome: AccessStage, now: datetime) -> None:
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


async def close_unmade(change: AccessChangeRequest, outcome: AccessStage, now: datetime) -> None:
    """End a change without making it, and tell those who heard of it."""
    await close(change, outcome, now)
    await tell_of_its_end(change, now)
