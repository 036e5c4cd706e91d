"""Seals the audit log again and again, as its events become complete (S42)."""

from datetime import timedelta

from db.audit_seals import seal_events
from relay.rounds import round_after_round

BETWEEN_SEALS = timedelta(minutes=1)


async def keep_sealing() -> None:
    """Seal every minute, until cancelled; any number of processes may do so at once."""
    await round_after_round("seals", seal_events, BETWEEN_SEALS)
