"""Seals the audit log again and again, and remembers what it has seen sealed (S42)."""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from clock import utc_now
from db.audit_seals import (
    Completed,
    NotOurSealError,
    Place,
    newest_head,
    place_of,
    seal_events,
)
from db.breaches import add_breach
from domain.event_seals import Head
from relay.rounds import round_after_round

log = structlog.get_logger()

BETWEEN_SEALS = timedelta(seconds=30)

PATIENCE = 10
"""So many rounds another worker may seal under a key that this one is still to be told."""


class Sealer:
    """Any number of processes may have one; each remembers a head, which nobody else can change."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = keys
        self._completed = Completed()
        self._head: Head | None = None
        self._refusals = 0

    async def run(self) -> None:
        """Seal twice a minute, until cancelled."""
        await round_after_round("seals", self.seal, BETWEEN_SEALS)

    async def seal(self) -> None:
        """Seal what is complete; what was sealed before has to be there still."""
        await self._compare()
        through = await self._completed.through()
        if through is None:
            return
        try:
            await seal_events(self._keys, through)
            self._refusals = 0
        except NotOurSealError as error:
            self._refusals += 1
            if self._refusals >= PATIENCE:
                await _tell("seals_are_ours", f"event {error}", "none of LINK_KEYS made its seal")
        await self._remember()

    async def _compare(self) -> None:
        """Who removes the newest events with their seals leaves a chain that fits; not this one."""
        if self._head is None:
            return
        place = (await place_of(self._head)).place
        if place is Place.RESTORED:
            log.info("audit.restored", head=str(self._head))
            self._head = None
        elif place is not Place.STANDS:
            await _tell("the_log_only_grows", f"event {self._head.event}", f"was sealed: {place}")

    async def _remember(self) -> None:
        """Remember the newest head, and tell it to the log, which may be kept elsewhere."""
        head = await newest_head()
        if head is None or head == self._head:
            return
        if self._head is None or (await place_of(self._head)).place is Place.STANDS:
            self._head = head
            log.info("audit.sealed", head=str(head))


async def _tell(law: str, subject: str, found: str) -> None:
    log.error("auditor.law_broken", law=law, subject=subject, found=found)
    await add_breach(law, subject, found, utc_now())
