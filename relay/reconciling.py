"""Gives every open process a workflow that goes by the facts, whatever became of the one it had.

A workflow can fail by a fault of ours, operators can cancel, terminate and delete it, and it or
the database can come back from a backup. What is open is said by PostgreSQL alone; a new workflow
goes on from the facts.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from activities.forgetting import forget_run
from clock import utc_now
from db import temporal_recovery, troubles
from db.differences import Difference, note_left
from db.outbox import OutboxMessage
from domain.enrolment.policy import Policy
from domain.needs import TroubleKind
from domain.out_of_step import DifferenceKind
from logs import tell_stuck
from relay import executions
from relay.differences import MAIL_IS_LATE, NEVER, TOGETHER, Differences, without_workflow
from relay.executions import WorkflowRun
from relay.home import namespace_id
from relay.pressure import Pressure
from relay.processes import BEGINNING, batches, launch_for, open_processes
from relay.reasons import reason, something_is_away
from relay.rounds import round_after_round
from relay.starting import Starter

log = structlog.get_logger()

EVERY = timedelta(seconds=20)
"""So often one of all workers looks for those without a workflow."""

CONCURRENCY = 8

SHORTEST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=30)
WITHIN = timedelta(hours=1)
"""What ends again within this is started again after a pause, each longer than the last."""


class NotAtHomeError(Exception):
    """The open processes live in another Temporal than ours, or are still to be started in it."""


@dataclass(frozen=True)
class Compared:
    """What differed, and what of it is left: `left` is all of it where nothing was to be mended."""

    found: tuple[Difference, ...]
    left: tuple[Difference, ...]


class Reconciler:
    """Looks again and again; any number of processes may do so at once.

    `by_operator`: somebody asked for it by a command, and waits: what ends again and again is
    started at once.
    """

    def __init__(
        self,
        client: Client,
        policy: Policy,
        clock: Callable[[], datetime] = utc_now,
        *,
        by_operator: bool = False,
    ) -> None:
        self._client = client
        self._policy = policy
        self._clock = clock
        self._by_operator = by_operator
        self._starter = Starter(client, policy)
        self._pressure = Pressure(CONCURRENCY)

    async def run(self) -> None:
        """Look whenever nobody else did for a while, until cancelled."""
        await round_after_round("reconciler", self._look_in_turn, EVERY / 4)

    async def _look_in_turn(self) -> None:
        if await temporal_recovery.claim_turn(self._clock(), EVERY):
            await self.one_look()

    async def one_look(self) -> None:
        """See that every open process has a workflow that runs; note those that have none yet."""
        if not await self._is_at_home():
            return  # the relay starts everything there
        missing: set[str] = set()
        queued_by = self._clock() - MAIL_IS_LATE
        async for processes in batches(open_processes(queued_by), TOGETHER):
            without = await without_workflow(self._client, processes)
            missing |= await self._mend_missing(without)
        await troubles.clear_all_but(missing, TroubleKind.WORKFLOW_MISSING)
        await troubles.forget_news_that_are_gone()

    async def see_to_all(self) -> int:
        """Compare and mend; gives how many differed. In another Temporal than ours, none."""
        try:
            return len((await self.compare(mend=True)).found)
        except NotAtHomeError:
            return 0

    async def compare(self, *, mend: bool) -> Compared:
        """Hold every workflow against the facts, and see to it that all go by them.

        Mends nothing while the database is older than Temporal, which only `inforex restored` can
        mend. Raises `NotAtHomeError`.
        """
        if not await self._is_at_home():
            raise NotAtHomeError
        finder = Differences(self._client, self._policy, self._pressure)
        found = await finder.find(self._clock())
        left = list(found)
        if mend and not any(each.kind is DifferenceKind.LOST for each in found):
            left = await self._mend_all(found)
        await note_left(left, self._clock())
        return Compared(tuple(found), tuple(left))

    async def _is_at_home(self) -> bool:
        return await temporal_recovery.temporal_home() == await namespace_id(self._client)

    async def _mend_all(self, found: Iterable[Difference]) -> list[Difference]:
        """Mend them; gives those that are left."""
        left: list[Difference] = []
        await self._pressure.all_calls(self._mend(each, left) for each in found)
        return left

    async def _mend(self, found: Difference, left: list[Difference]) -> None:
        if found.kind is DifferenceKind.UNKNOWN and not self._by_operator:
            is_mended = False  # a history that is deleted is gone, and so may be the only trace
        elif found.kind is DifferenceKind.MISSING:
            is_mended = await self._has_no_trouble(found.process, self._started(found.process))
        else:
            is_mended = await self._has_no_trouble(found.process, self._begun_anew(found))
        if not is_mended:
            left.append(found)

    async def _mend_missing(self, processes: Iterable[str]) -> set[str]:
        """Give a workflow to those that need one; the rest are those that still have none."""
        missing: set[str] = set()

        async def mend(process: str) -> None:
            if not await self._has_no_trouble(process, self._started(process)):
                missing.add(process)

        await self._pressure.all_calls(map(mend, processes))
        return missing

    async def _has_no_trouble(self, process: str, mending: Awaitable[str | None]) -> bool:
        """Whether a process has its workflow, after what `mending` did; why not, is noted."""
        try:
            why = await mending
        except Exception as error:
            if something_is_away(error):
                raise
            why = reason(BEGINNING, error)
        if why is None:
            return True
        if await troubles.note(process, TroubleKind.WORKFLOW_MISSING, why, self._clock()):
            tell_stuck(process, TroubleKind.WORKFLOW_MISSING, why)
        return False

    async def _started(self, process: str) -> str | None:
        """See that a process has a workflow if it needs one; gives why it has none yet."""
        launch = await launch_for(OutboxMessage(process, BEGINNING), self._policy)
        if launch is None:
            return None
        last = await executions.newest_run(self._client, launch.id)
        if last is not None and last.closed_at is None:
            return None  # it runs, or an operator paused it
        if last is not None and await self._has_to_pause(launch.id, last.closed_at):
            return f"{last.workflow}: {last.status}"
        last_end = await self._end_of(launch.id, last)
        await _retried_once(lambda: self._starter.bring(OutboxMessage(process, BEGINNING)))
        await self._record(process, last_end)
        return None

    async def _end_of(self, workflow_id: str, last: WorkflowRun | None) -> str:
        """How the last workflow ended, or what was wrong with it, so that a look ended it.

        That look was refused the new start, or died before; it may have told of it, or not.
        """
        if last is None:
            return NEVER
        why = await executions.why_terminated(self._client, workflow_id, last.run_id)
        ours = (kind.value for kind in DifferenceKind if why == _ended_because(kind))
        return next(ours, last.status)

    async def _begun_anew(self, found: Difference) -> None:
        """End a workflow that does not go by the facts; what is open gets another.

        Of what was deleted, its history goes as well.
        """
        if found.kind is DifferenceKind.UNKNOWN:
            await _retried_once(lambda: forget_run(self._client, found.workflow, found.run_id))
        else:
            await _retried_once(lambda: self._end(found))
        await self._record(found.process, found.kind.value)
        if found.kind is not DifferenceKind.UNKNOWN:
            await _retried_once(
                lambda: self._starter.bring(OutboxMessage(found.process, BEGINNING))
            )

    async def _end(self, found: Difference) -> None:
        await executions.end(self._client, found.workflow, found.run_id, _ended_because(found.kind))

    async def _record(self, process: str, last_end: str) -> None:
        await temporal_recovery.record_restart(
            process, last_end, self._clock(), by_operator=self._by_operator
        )
        log.warning("reconciler.restarted", process=process, last_end=last_end)

    async def _has_to_pause(self, workflow_id: str, ended: datetime | None) -> bool:
        """Whether it ended again and again, and not long enough ago."""
        if self._by_operator:
            return False
        now = self._clock()
        since = (now - WITHIN).isoformat()
        ends = await executions.count(
            self._client,
            f"WorkflowId = '{workflow_id}' AND CloseTime > '{since}'"
            " AND ExecutionStatus != 'ContinuedAsNew'",
        )
        return now < (ended or now) + _pause_after(ends)


async def _retried_once(ask: Callable[[], Awaitable[None]]) -> None:
    """Ask Temporal, and once more where no answer comes: what is done has to be recorded.

    The next look finds it done, and cannot know by whom. Only for what is once when it is twice.
    """
    try:
        await ask()
    except RPCError as error:
        if not something_is_away(error):
            raise
        await ask()


def _ended_because(kind: DifferenceKind) -> str:
    """The reason that Temporal shows, in its UI too, and by which a later look knows it again."""
    return f"It was {kind} by the facts; what is open goes on in a new one."


def _pause_after(ends: int) -> timedelta:
    if ends <= 1:
        return timedelta(0)
    return min(LONGEST_PAUSE, SHORTEST_PAUSE * (1 << (ends - 2)))
