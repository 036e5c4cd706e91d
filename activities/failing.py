"""Which steps of a workflow fail again and again, as Temporal itself tells it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio.api.failure.v1 import Failure
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode

from activities.trying_again import DEFERRED, WAITS
from db import troubles
from domain.needs import TroubleKind
from logs import tell_stuck

REPORTED_PROBLEMS = SearchAttributeKey.for_keyword_list("TemporalReportedProblems")
"""Set by Temporal while the code of a workflow fails, or none knows the workflow."""

TRIES = 3
"""How many attempts of a step show that it fails again and again."""

TRIES_OF_A_DEFERRED_MAIL = 10
"""Mail servers put mails off as a matter of course; these attempts take a quarter of an hour."""

LONGEST_PROCESS = 60

PATIENCE = timedelta(seconds=10)


@dataclass(frozen=True)
class FailingStep:
    """A step, by the name of its activity, and the name of the error that it fails with."""

    name: str
    error: str


async def see_to(client: Client, process: str, now: datetime, *, done: str = "") -> None:
    """Note what of a workflow fails again and again, or that nothing does any more.

    `done`: the id of an activity that has just succeeded, which Temporal has yet to hear.
    """
    failing = failing_steps(await description_of(client, process), done=done)
    row = process[:LONGEST_PROCESS]
    if failing:
        reason = "; ".join(f"{step.name}: {step.error}" for step in failing)
        if await troubles.note(row, TroubleKind.STEP_FAILING, reason, now):
            tell_stuck(row, TroubleKind.STEP_FAILING, reason)
    else:
        await troubles.clear(row, TroubleKind.STEP_FAILING)


async def description_of(client: Client, process: str) -> WorkflowExecutionDescription | None:
    """Ask Temporal about a workflow; None when there is none."""
    try:
        return await client.get_workflow_handle(process).describe(rpc_timeout=PATIENCE)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise


def failing_steps(
    description: WorkflowExecutionDescription | None, *, done: str = ""
) -> list[FailingStep]:
    """What fails again and again in a workflow; nothing in one that is over."""
    if description is None or description.status is not WorkflowExecutionStatus.RUNNING:
        return []
    problems = description.typed_search_attributes.get(REPORTED_PROBLEMS, [])
    causes = [each.removeprefix("cause=") for each in problems if each.startswith("cause=")]
    return [
        *(FailingStep("workflow", cause) for cause in causes),
        *(
            FailingStep(pending.activity_type.name, error_of(pending.last_failure))
            for pending in description.raw_description.pending_activities
            if pending.activity_id != done and _fails(pending)
        ),
    ]


def _fails(pending: PendingActivityInfo) -> bool:
    kind = pending.last_failure.application_failure_info.type
    tries = TRIES_OF_A_DEFERRED_MAIL if kind == DEFERRED else TRIES
    return pending.HasField("last_failure") and kind != WAITS and pending.attempt >= tries


def error_of(failure: Failure) -> str:
    """The name of an error, and what our activities add to it; nothing personal."""
    if failure.HasField("timeout_failure_info"):
        return "TimeoutError"
    name = failure.application_failure_info.type
    # Of errors that something else than our activities raised, the text may be anything.
    return failure.message if failure.message.startswith(f"{name} ") else name or "unknown"
