"""The auditor's laws between database and Temporal: each is broken once, and it is told."""

from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from auditor.audit import audit
from db.tables.operation import Mail
from rig.applications import FORM, Applications, now
from rig.companies import cancellation_begun, change_asked_for
from rig.databases import for_owner
from rig.members import id_manager
from rig.waiting import until
from workflows.namespace import STAGE

LATER, GRACE = timedelta(hours=2), timedelta(hours=1)
ELSEWHERE = "991231-000001-9"
TEMPORAL_LAWS = {
    "open_is_driven",
    "over_is_over",
    "stages_agree",
    "temporal_knows_no_more",
    "histories_name_nobody",
}


@pytest.fixture
async def facts(pool: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(for_owner(pool))
    yield connection
    await connection.close()


async def runs(client: Client, process: str, stage: str, told: str = "") -> None:
    """Have Temporal show a workflow at a stage; nobody works on it."""
    at = TypedSearchAttributes([SearchAttributePair(STAGE, stage)])
    await client.start_workflow(
        "Enrolment", told, id=process, task_queue="nobody", search_attributes=at
    )

    async def listed() -> bool:
        return (await client.count_workflows(f"WorkflowId = '{process}'")).count > 0

    await until(listed, f"{process} in Temporal's list")


async def broken(
    facts: "asyncpg.Connection[asyncpg.Record]", client: Client, process: str
) -> set[str]:
    """Which laws of Temporal a process breaks; the tests' other databases share this Temporal."""
    which = f"WorkflowId = '{process}'"
    found = await audit(facts, client, now() + LATER, GRACE, histories=which)
    return {each.law for each in found if each.subject == process} & TEMPORAL_LAWS


async def test_an_application_is_driven_at_its_stage(
    facts: "asyncpg.Connection[asyncpg.Record]", client: Client, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    assert await broken(facts, client, number) == {"open_is_driven"}
    await runs(client, number, "awaiting_approval")
    assert await broken(facts, client, number) == set()


async def test_another_stage_in_temporal_is_told(
    facts: "asyncpg.Connection[asyncpg.Record]", client: Client, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    await runs(client, number, "under_review")
    assert await broken(facts, client, number) == {"stages_agree"}


async def test_a_workflow_of_what_is_over_is_told(
    facts: "asyncpg.Connection[asyncpg.Record]", client: Client, applications: Applications
) -> None:
    number = await applications.enrolled()
    await runs(client, number, "enrolled")
    assert await broken(facts, client, number) == set()
    await Mail.raw("UPDATE mail SET state = 'sent', finished_at = queued_at")
    assert await broken(facts, client, number) == {"over_is_over"}


async def test_a_workflow_that_the_database_does_not_know_is_told(
    facts: "asyncpg.Connection[asyncpg.Record]", client: Client
) -> None:
    await runs(client, ELSEWHERE, "invited")
    assert await broken(facts, client, ELSEWHERE) == {"temporal_knows_no_more"}


async def test_processes_of_companies_are_driven(
    facts: "asyncpg.Connection[asyncpg.Record]", client: Client, applications: Applications
) -> None:
    manager = await id_manager(applications)
    change = await change_asked_for(manager)
    cancellation = await cancellation_begun(manager)
    for process in (f"change-{change}", f"cancellation-{cancellation}"):
        assert await broken(facts, client, process) == {"open_is_driven"}


@pytest.mark.parametrize("told", [FORM.manager_name, FORM.contact_mail_address])
async def test_a_history_that_names_somebody_is_told(
    facts: "asyncpg.Connection[asyncpg.Record]",
    client: Client,
    applications: Applications,
    told: str,
) -> None:
    number = await applications.awaiting_approval()
    await runs(client, number, "awaiting_approval", told)
    assert await broken(facts, client, number) == {"histories_name_nobody"}
