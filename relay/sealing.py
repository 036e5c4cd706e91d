"""Seals the audit log again and again, as its events become complete (S42)."""

import asyncio
from datetime import timedelta

import structlog

from db.audit_seals import seal_events
from logs import trouble_of
from relay.delivery import DATABASE_TROUBLE

log = structlog.get_logger()

BETWEEN_SEALS = timedelta(minutes=1)


async def keep_sealing() -> None:
    """Seal every minute, until cancelled; any number of processes may do so at once."""
    while True:
        try:
            await seal_events()
        except DATABASE_TROUBLE as trouble:
            log.warning("seals.wait", tried="to seal the audit log", **trouble_of(trouble))
        await asyncio.sleep(BETWEEN_SEALS.total_seconds())
