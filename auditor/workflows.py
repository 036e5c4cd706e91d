"""The laws between the database and Temporal: what is open is driven, and both say the same."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg
from temporalio.api.workflow.v1 import WorkflowExecutionInfo
from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsRequest
from temporalio.client import Client
from temporalio.converter import DataConverter

from auditor.law import Breach

# Each kind of process, its id, and at which stage it is, where Temporal shows one.
_OPEN = """
    SELECT application_number AS process, stage FROM application
    WHERE closed_at IS NULL AND requested_at < $1
    UNION ALL SELECT 'change-' || id, NULL FROM company_change
    WHERE closed_at IS NULL AND requested_at < $1
    UNION ALL SELECT 'cancellation-' || id, NULL FROM cancellation
    WHERE ended_at IS NULL AND undone_at IS NULL AND requested_at < $1
    UNION ALL SELECT 'access-' || id, NULL FROM access_change
    WHERE closed_at IS NULL AND asked_at < $1
"""
_OVER = """
    SELECT application_number AS process FROM application WHERE closed_at < $1 AND NOT EXISTS (
        SELECT FROM mail WHERE mail.process = application_number AND state = 'queued'
    )
"""
_MOVED = "SELECT application_number FROM application WHERE stage_since >= $1"

PATIENCE = timedelta(seconds=30)
"""For a page of Temporal's list, or of a history."""

LAWS = {
    "open_is_driven": "What is open has a workflow that runs.",
    "over_is_over": "What is over, and has no mail to send, has none.",
    "stages_agree": "Temporal shows each application at its stage.",
    "temporal_knows_no_more": "Each workflow of an application is of one that the database has.",
}


@dataclass(frozen=True)
class Run:
    """A workflow that Temporal has open; `stage` as its list shows it, empty without one."""

    process: str
    stage: str


async def breaches_between(
    connection: "asyncpg.Connection[asyncpg.Record]",
    client: Client,
    now: datetime,
    grace: timedelta,
) -> list[Breach]:
    """Compare what is open in the database with what Temporal has open.

    Facts are read after Temporal's list, so what was recorded meanwhile is within the grace.
    """
    late = now - grace
    running = {run.process: run.stage async for run in open_runs(client)}
    open_now = {row["process"]: row["stage"] for row in await connection.fetch(_OPEN, late)}
    moved = {row["application_number"] for row in await connection.fetch(_MOVED, late)}
    known = await connection.fetch(
        "SELECT application_number FROM application WHERE application_number = ANY($1)",
        list(running),
    )
    found = [
        Breach("open_is_driven", process, "has no workflow that runs")
        for process in open_now
        if process not in running
    ]
    found += [
        Breach("over_is_over", row["process"], "still has a workflow that runs")
        for row in await connection.fetch(_OVER, late)
        if row["process"] in running
    ]
    found += [
        Breach("stages_agree", process, f"{stage}, in Temporal {running[process]}")
        for process, stage in open_now.items()
        if stage and process not in moved and running.get(process, stage) != stage
    ]
    applications = {process for process in running if process[:1].isdigit() and len(process) == 15}
    return found + [
        Breach("temporal_knows_no_more", process, "not in the database")
        for process in applications - {row["application_number"] for row in known}
    ]


async def open_runs(client: Client, which: str = "CloseTime IS NULL") -> AsyncIterator[Run]:
    """All that Temporal has open; its list lags behind by a second or so."""
    request = ListWorkflowExecutionsRequest(
        namespace=client.namespace, query=which, page_size=1_000
    )
    while True:
        page = await client.workflow_service.list_workflow_executions(request, timeout=PATIENCE)
        for each in page.executions:
            yield Run(each.execution.workflow_id, _stage(each))
        if not page.next_page_token:
            return
        request.next_page_token = page.next_page_token


def _stage(each: WorkflowExecutionInfo) -> str:
    payload = each.search_attributes.indexed_fields.get("EnrolmentStage")
    if payload is None:
        return ""
    (value,) = DataConverter.default.payload_converter.from_payloads([payload])
    return str(value)
