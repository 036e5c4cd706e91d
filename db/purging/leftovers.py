"""Rows that have served: deleted by the same schedule as personal data that is over (S43)."""

from datetime import datetime, timedelta

from db.engine import transaction
from db.tables.operation import Outbox
from domain.enrolment.policy import PurgePolicy

DAY = timedelta(days=1)
"""Longer than any window of the throttle, any session, and any code that is asked for."""

DELIVERED_NEWS_KEPT = timedelta(days=30)
FLOODS_KEPT = timedelta(days=30)

_A_DAY_OLD = (
    "DELETE FROM throttle WHERE window_started_at < {}",
    "DELETE FROM login_challenge WHERE made_at < {}",
    "DELETE FROM login_session WHERE created_at < {}",
    "DELETE FROM administrator_session WHERE created_at < {}",
    # A preview that nobody went on with holds names and addresses, as much as one that is done.
    "DELETE FROM account_import WHERE coalesce(done_at, made_at) < {}",
)
_AS_OLD_AS_WHAT_IS_CLOSED = (
    "DELETE FROM login_record WHERE at < {}",
    "DELETE FROM case_in_hand WHERE taken_at < {}",
)


async def delete_leftovers(policy: PurgePolicy, now: datetime) -> None:
    """Delete what is of no use any more, and old records of logins and of cases in hand."""
    async with transaction():
        for statement in _A_DAY_OLD:
            await Outbox.raw(statement, now - DAY)
        for statement in _AS_OLD_AS_WHAT_IS_CLOSED:
            await Outbox.raw(statement, policy.closed_after.before(now))
        await Outbox.raw("DELETE FROM outbox WHERE delivered_at < {}", now - DELIVERED_NEWS_KEPT)
        await Outbox.raw("DELETE FROM flood WHERE seen_at < {}", now - FLOODS_KEPT)
