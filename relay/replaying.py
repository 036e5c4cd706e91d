"""Whether the histories of workflows that run now fit the workflows of this program."""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from temporalio.client import Client, WorkflowHistory
from temporalio.runtime import Runtime
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Replayer, WorkflowReplayResult
from temporalio.workflow import NondeterminismError

from relay.executions import OPEN, PATIENCE, count
from relay.past import OURS
from tracing.temporal import TracedTasks
from workflows.endurance import EnduringWorkflows
from workflows.registry import WORKFLOWS

_NONDETERMINISM = re.compile(r'Nondeterminism error: ((?:[^"\\]|\\.)*)')
_TYPE = re.compile(r'r#type: "(\w+)"')
_PLACE = re.compile(r'/((?:workflows|activities|domain|texts)/[\w/]+\.py)\\", line (\d+)')
_AROUND_ALL = "workflows/endurance.py"
_UNKNOWN = "is not registered on this worker"

AROUND_WORKFLOWS = (TracedTasks(), EnduringWorkflows())
"""Of what a worker puts around its work, that which is around workflows."""


class Problem(StrEnum):
    """Why this program cannot go on with a history."""

    NONDETERMINISM = "nondeterminism"
    UNKNOWN_WORKFLOW = "unknown_workflow"
    CODE_FAILS = "code_fails"


@dataclass(frozen=True)
class Replayed:
    """What came of one history; `problem` is None where this program can go on with it.

    `process`: the id of the workflow. `workflow`: its type. `says`: where the history and the code
    part, or the error of the code by its name and place; never its own text (S07).
    """

    process: str
    run_id: str
    workflow: str
    events: int
    problem: Problem | None = None
    says: str = ""


def replayer(
    workflows: Sequence[type[Any]] = WORKFLOWS, runtime: Runtime | None = None
) -> Replayer:
    """Run histories as a worker would: in the same sandbox, with what it puts around workflows.

    None is broken off, however long the machine stands still (`relay.deadlock_timeout`).
    """
    return Replayer(
        workflows=workflows, interceptors=AROUND_WORKFLOWS, runtime=runtime, debug_mode=True
    )


def open_ones(query: str) -> str:
    """The condition by which Temporal lists workflows of ours that run, and fit a query."""
    return f"{OURS} AND {OPEN}" + (f" AND ({query})" if query else "")


async def how_many(client: Client, query: str) -> int:
    """How many there are by Temporal's list; raises `RPCError` for a query that it cannot read."""
    return await count(client, open_ones(query))


async def replay(
    client: Client, replayer: Replayer, query: str = "", most: int | None = None
) -> AsyncIterator[Replayed]:
    """Run again what has happened in each of them, the latest begun first, and at most so many."""
    async with replayer.workflow_replay_iterator(_histories(client, query, most)) as results:
        async for result in results:
            yield _told(result)


async def _histories(
    client: Client, query: str, most: int | None
) -> AsyncIterator[WorkflowHistory]:
    listed = client.list_workflows(open_ones(query), limit=most, rpc_timeout=PATIENCE)
    async for each in listed:
        handle = client.get_workflow_handle(each.id, run_id=each.run_id)
        try:
            yield await handle.fetch_history(rpc_timeout=PATIENCE)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:  # it ended and was deleted meanwhile
                raise


def _told(result: WorkflowReplayResult) -> Replayed:
    history, failure = result.history, result.replay_failure
    begun = history.events[0].workflow_execution_started_event_attributes
    return Replayed(
        process=history.workflow_id,
        run_id=history.run_id,
        workflow=begun.workflow_type.name,
        events=len(history.events),
        problem=None if failure is None else _problem(failure),
        says="" if failure is None else _says(str(failure)),
    )


def _problem(failure: Exception) -> Problem:
    if isinstance(failure, NondeterminismError):
        return Problem.NONDETERMINISM
    return Problem.UNKNOWN_WORKFLOW if _UNKNOWN in str(failure) else Problem.CODE_FAILS


def _says(failure: str) -> str:
    """Of the text in which Temporal's core tells a failure, what is nobody's words."""
    if found := _NONDETERMINISM.search(failure):
        return found[1]
    places = [f"({file}:{line})" for file, line in _PLACE.findall(failure) if file != _AROUND_ALL]
    return " ".join([*_TYPE.findall(failure)[:1], *places[-1:]])
