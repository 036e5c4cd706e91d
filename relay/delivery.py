"""Brings the news in the outbox to Temporal: at once from a page, else soon from the worker."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from temporalio.client import Client

from clock import utc_now
from db import outbox, troubles
from db.outbox import OutboxMessage
from domain.enrolment.policy import Policy
from domain.needs import TroubleKind
from logs import tell_stuck, trouble_of
from relay.batch import Batch
from relay.home import Home
from relay.pressure import Pressure
from relay.processes import batches, open_processes
from relay.reasons import reason, something_is_away
from relay.rounds import round_after_round
from relay.schedules import keep_schedules
from relay.starting import Starter

log = structlog.get_logger()

BETWEEN_ROUNDS = timedelta(seconds=1)

CONCURRENCY = 16
"""How many deliveries run at once, at most; each asks the database for a moment before."""

TURNS = 4
"""How many of a batch there are for each that may run at once: few wait for the last one before."""

RESUMED_TOGETHER = 500


class Relay:
    """Delivers news in order per process, each until Temporal has it, many processes at once.

    Any number of processes may do so at once: whoever delivers something has claimed it before.
    """

    def __init__(
        self, client: Client, policy: Policy, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._client = client
        self._clock = clock
        self._home = Home(client, clock)
        self._starter = Starter(client, policy)
        self._pressure = Pressure(CONCURRENCY)
        self._scheduled_in = ""

    async def nudge(self, process: str) -> None:
        """Deliver a process's news now if that is possible; never raises.

        With Temporal away, many nudges under way, or the processes in another Temporal than ours,
        the worker's rounds do it later.
        """
        if self._pressure.is_full:
            return
        try:
            await self._home.know()
            if not await self._home.is_here():
                log.info("relay.left_to_the_workers", process=process)
                return
            others_wait = True
            while others_wait and (news := await outbox.claim_of(process, self._clock())):
                if (await self._deliver([news])).is_stuck:
                    return
                others_wait = news.others_wait
        except Exception as error:  # noqa: BLE001 -- the page is answered; a worker has it going
            tried = "to deliver its news"
            log.warning("relay.not_nudged", process=process, tried=tried, **trouble_of(error))

    async def run(self) -> None:
        """Deliver whatever waits, round after round, until cancelled; see to the schedules."""
        await round_after_round("relay", self._round_with_schedules, BETWEEN_ROUNDS)

    async def one_round(self) -> str:
        """See that Temporal is the one we know, then deliver what waits.

        Gives the id of its namespace; none when that is others' to do, in another Temporal.
        """
        here = await self._home.ask()
        if await self._home.was_moved_away():
            return ""
        await self._resume_in_a_new_temporal()
        while news := await outbox.claim(TURNS * self._pressure.allowed, self._clock()):
            if (await self._deliver(news)).is_stuck:
                break
        return here

    async def _round_with_schedules(self) -> None:
        here = await self.one_round()
        if here and self._scheduled_in != here:
            await keep_schedules(self._client)
            self._scheduled_in = here

    async def _deliver(self, news: Sequence[OutboxMessage]) -> Batch:
        batch = Batch(news, self._starter, self._home, self._clock)
        await batch.deliver(self._pressure)
        return batch

    async def _resume_in_a_new_temporal(self) -> None:
        """If Temporal's data was lost, start every open process again from the facts."""
        if not await self._home.is_new():
            return
        await self._home.move_out()
        async for processes in batches(open_processes(self._clock()), RESUMED_TOGETHER):
            await self._pressure.all_calls(map(self._resume, processes))
        await self._home.settle()

    async def _resume(self, process: str) -> None:
        try:
            await self._starter.bring(OutboxMessage(process, "start"))
        except Exception as error:
            if something_is_away(error):
                raise
            why = reason("start", error)
            if await troubles.note(process, TroubleKind.WORKFLOW_MISSING, why, self._clock()):
                tell_stuck(process, TroubleKind.WORKFLOW_MISSING, why)
