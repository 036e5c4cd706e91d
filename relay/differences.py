"""Finds where Temporal's workflows are not as the facts have them; changes nothing.

What looks different is looked at once more by itself: Temporal's list lags, and facts move on.
"""

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from temporalio.client import Client

from db import temporal_recovery
from db.differences import Difference
from db.outbox import OutboxMessage
from db.standings import COMPARED, Standing, awaited, in_facts, standings, younger_than_all_known
from domain.enrolment.policy import Policy
from domain.out_of_step import DifferenceKind, InFacts, difference
from domain.processes import ProcessKind, kind_of
from relay import executions
from relay.executions import ListedRun
from relay.pressure import Pressure
from relay.processes import BEGINNING, batches, launch_for, open_processes
from workflows.steps import ENROLMENT_QUEUE

TOGETHER = 1_000
"""How many processes are asked for in one question to Temporal."""

MAIL_IS_LATE = timedelta(minutes=1)
"""How long it may be on its way, unless a workflow says so."""

NEVER = "NOT_FOUND"
"""How the last workflow of a process ended that has none, or whose workflow was deleted."""

_RUNNING = f"TaskQueue = '{ENROLMENT_QUEUE}' AND ExecutionStatus = 'Running'"
_OF_AN_APPLICATION = re.compile(r"([0-9]{6}-[0-9]{6}-[0-9])(-aftermath|-mails-.+)?")


class Differences:
    """Compares everything that is open, and everything that runs."""

    def __init__(self, client: Client, policy: Policy, pressure: Pressure) -> None:
        self._client = client
        self._policy = policy
        self._pressure = pressure

    async def find(self, now: datetime) -> list[Difference]:
        """Look at all; the order is that of the processes."""
        found = [each async for each in self._missing(now)]
        suspects = {workflow for process in await awaited(now) for workflow in _workflows(process)}
        async for page in executions.pages(self._client, _RUNNING):
            suspects |= await _suspects(page)
        await self._pressure.all_calls(self._confirm(workflow, found, now) for workflow in suspects)
        return sorted(await _with_the_lost(found), key=lambda each: (each.process, each.workflow))

    async def _missing(self, now: datetime) -> AsyncIterator[Difference]:
        async for processes in batches(open_processes(now - MAIL_IS_LATE), TOGETHER):
            for process in await without_workflow(self._client, processes):
                if (one := await self._missing_one(process)) is not None:
                    yield one

    async def _missing_one(self, process: str) -> Difference | None:
        try:
            launch = await launch_for(OutboxMessage(process, BEGINNING), self._policy)
        except LookupError:
            return None  # it was deleted just now
        if launch is None:
            return None
        last = await executions.newest_run(self._client, launch.id)
        if last is not None and last.closed_at is None:
            return None
        ended = NEVER if last is None else last.status
        stage = (await standings([process])).get(process) if _is_compared(process) else None
        said = (stage.stage if stage else None) or ""
        return Difference(process, launch.id, DifferenceKind.MISSING, ended, said)

    async def _confirm(self, workflow: str, found: list[Difference], now: datetime) -> None:
        """Look at one by itself: what the facts say before and after Temporal is asked."""
        process = process_of(workflow)
        before = await self._facts(process, workflow, now)
        # Asked in between: what people did is in the outbox before it is in Temporal.
        if not await temporal_recovery.without_pending_messages({process}):
            return
        there = await executions.in_temporal(self._client, workflow)
        if there is None or before != await self._facts(process, workflow, now):
            return
        kind = DifferenceKind.UNKNOWN if before is None else difference(before, there, now)
        if kind is not None:
            stage = "" if before is None else before.stage
            found.append(Difference(process, workflow, kind, there.stage, stage, there.run_id))

    async def _facts(self, process: str, workflow: str, now: datetime) -> InFacts | None:
        """What they say; None where there are none any more."""
        try:
            launch = await launch_for(OutboxMessage(process, BEGINNING), self._policy)
            facts = await in_facts(process, now)
        except LookupError:
            return None
        return replace(facts, over=launch is None or launch.id != workflow)


async def without_workflow(client: Client, processes: Sequence[str]) -> set[str]:
    """Those that Temporal's list does not show to run; the list lags, so they may run."""
    named = ", ".join(f"'{process}'" for process in processes)
    which = f"WorkflowId IN ({named}) AND {executions.OPEN}"
    # To count is many times cheaper than to list, and nearly always says all.
    if await executions.count(client, which) == len(processes):
        return set()
    running = await executions.ids(client, which)
    return await temporal_recovery.without_pending_messages({*processes} - running)


def process_of(workflow: str) -> str:
    """The process that a workflow is of, by its id."""
    found = _OF_AN_APPLICATION.fullmatch(workflow)
    return found[1] if found else workflow


def _workflows(process: str) -> Iterator[str]:
    """The workflows that may see to a process."""
    yield process
    if kind_of(process) is ProcessKind.ENROLMENT:
        yield f"{process}-aftermath"


async def _suspects(page: Sequence[ListedRun]) -> set[str]:
    """Those of a page of the list that are over, elsewhere or unknown by what is recorded."""
    runs = [run for run in page if _is_compared(run.workflow_id)]
    recorded = await standings({process_of(run.workflow_id) for run in runs})
    return {run.workflow_id for run in runs if _is_suspect(run, recorded)}


def _is_suspect(run: ListedRun, recorded: Mapping[str, Standing]) -> bool:
    standing = recorded.get(process_of(run.workflow_id))
    if standing is None:
        return True
    if "-mails-" in run.workflow_id:
        return False  # of an earlier release: it shows no stage, and ends by itself
    return standing.over or standing.stage not in {None, run.stage}


async def _with_the_lost(found: Sequence[Difference]) -> list[Difference]:
    """Tell those that were lost from those that were deleted."""
    unknown = {each.process for each in found if each.kind is DifferenceKind.UNKNOWN}
    lost = await younger_than_all_known(unknown) if unknown else set()
    return [
        replace(each, kind=DifferenceKind.LOST) if each.process in lost else each for each in found
    ]


def _is_compared(workflow: str) -> bool:
    try:
        return kind_of(process_of(workflow)) in COMPARED
    except ValueError:
        return False
