"""What the process of a change does while it waits, and when its time has come.

Every step holds the company and acts only if the facts call for it, so twice is once.
"""

from collections.abc import Sequence
from datetime import datetime

from db import audit
from db.access.closing import close, close_unmade
from db.access.effects import make
from db.access.facts import Change, hold_change, load_change
from db.access.notices import alert_administrators
from db.company_data import load_company
from db.engine import transaction
from db.mailing.letters import next_letters
from domain.companies.access_change import AccessChangeState, AccessStage, AccessStep

MOST_MAILS = 20


async def where_change_stands(change_id: int, at: datetime) -> AccessChangeState:
    """Read where a change stands at this moment; raises `LookupError` for one that is not there."""
    change = await load_change(change_id)
    return AccessChangeState.of(
        change.progress,
        at,
        company_name=change.company_name,
        act=change.act,
        mails_due=await next_letters(change.process, MOST_MAILS),
    )


async def settle_change(
    change_id: int, at: datetime, keys: Sequence[bytes], alert_to: str, now: datetime
) -> None:
    """Do what falls due: make the change, let it lapse, or ask for another administrator."""
    async with transaction():
        change = await hold_change(change_id)
        match change.progress.step_due(at):
            case AccessStep.MAKE:
                await _make(change, keys, now)
            case AccessStep.LAPSE:
                await close_unmade(change, AccessStage.LAPSED, now)
                await _record("lapse", change, now)
            case AccessStep.ALERT_AGAIN:
                await alert_administrators(change, alert_to, now, nth=2)


async def _make(change: Change, keys: Sequence[bytes], now: datetime) -> None:
    left = (await load_company(change.company_id)).ended_at is not None
    # Before the mails that tell of it are queued: this one's own mails are of no use any more.
    await close(change, AccessStage.DONE, now)
    if not left and await make(change, keys, now):
        await _record("make", change, now)
        return
    await close_unmade(change, AccessStage.OUTDATED, now)
    await _record("outdate", change, now)


async def _record(action: str, change: Change, now: datetime) -> None:
    await audit.record(
        f"workflow:access:{action}",
        now,
        company_id=change.company_id,
        account_id=change.account_id or None,
        change=change.change_id,
    )
