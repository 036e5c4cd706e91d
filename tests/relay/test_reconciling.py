"""An open process without a workflow that runs is noticed, mended, counted and told of."""

import asyncio

import pytest
from temporalio.api.workflowservice.v1 import PauseWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from db import temporal_recovery
from db.engine import transaction
from db.enrolment import facts
from db.mailing.letters import NewLetter, send_letters
from db.tables.operation import Mail, Outbox
from domain.enrolment.stages import Choice
from domain.mail_kinds import MailKind
from relay import reconciling
from relay.delivery import Relay
from relay.reconciling import EVERY, Reconciler
from rig.applications import Applications, now
from rig.companies import cancellation_begun, change_asked_for
from rig.members import id_manager
from rig.waiting import until
from tests.news import heard
from tests.relay.reconciled import an_import, missing, restarts
from tests.relay.runs import DELETED, ENDS, Status, end, ended, runs_of, status_of
from tests.relay.test_delivery import TEMPORAL
from workflows.namespace import SEARCH_ATTRIBUTE_KEYS


async def an_application(applications: Applications) -> str:
    return await applications.awaiting_approval()


async def letters(applications: Applications) -> str:
    manager = await id_manager(applications)
    letter = NewLetter(MailKind.PASSWORD_CHANGED, manager.company_id, None, "a@one.example")
    async with transaction():
        return await send_letters([letter], now())


async def a_change(applications: Applications) -> str:
    return f"change-{await change_asked_for(await id_manager(applications))}"


async def a_cancellation(applications: Applications) -> str:
    return f"cancellation-{await cancellation_begun(await id_manager(applications))}"


PROCESSES = {
    "Enrolment": an_application,
    "Correspondence": letters,
    "CompanyChange": a_change,
    "Cancellation": a_cancellation,
    "FileImport": an_import,
}


@pytest.mark.parametrize("how", ENDS)
async def test_an_open_application_gets_a_workflow_again_whatever_ended_it(
    applications: Applications, client: Client, reconciler: Reconciler, how: Status | None
) -> None:
    number = await applications.invited()
    await heard()
    await ended(client, number, how, "Enrolment")
    await reconciler.one_look()
    assert await status_of(client, number) is Status.RUNNING
    assert await restarts() == [(number, "NOT_FOUND" if how is DELETED else how.name)]
    assert await missing() == {}


@pytest.mark.parametrize("workflow", PROCESSES)
async def test_every_kind_of_process_gets_its_workflow_again(
    applications: Applications, client: Client, reconciler: Reconciler, workflow: str
) -> None:
    process = await PROCESSES[workflow](applications)
    await Mail.raw(
        "UPDATE mail SET state = 'sent', finished_at = now() WHERE process <> {}", process
    )
    await heard()
    await ended(client, process, Status.TERMINATED, workflow)
    await reconciler.one_look()
    assert await status_of(client, process) is Status.RUNNING
    assert [end for _, end in await restarts()] == ["TERMINATED"]


async def test_a_closed_application_whose_last_mail_was_never_sent_sends_it(
    applications: Applications, client: Client, reconciler: Reconciler
) -> None:
    number = await applications.enrolled()
    await Mail.raw("UPDATE mail SET queued_at = now() - interval '5 minutes'")
    await heard()
    await ended(client, number, Status.TERMINATED, "Enrolment")
    await reconciler.one_look()
    await reconciler.one_look()
    assert await status_of(client, number) is Status.TERMINATED
    assert await status_of(client, f"{number}-aftermath") is Status.RUNNING
    assert await restarts() == [(number, "NOT_FOUND")]


async def test_mails_of_a_closed_application_that_are_on_their_way_are_left_to_their_workflow(
    applications: Applications, client: Client, reconciler: Reconciler
) -> None:
    number = await applications.enrolled()
    await Mail.raw("UPDATE mail SET queued_at = now() - interval '5 minutes'")
    await client.start_workflow("Aftermath", id=f"{number}-aftermath", task_queue="nobody")

    which = f"WorkflowId = '{number}-aftermath'"
    await until(lambda: _is_listed(client, which), "Temporal to list it")
    await heard()
    await reconciler.one_look()
    assert await status_of(client, f"{number}-aftermath") is Status.RUNNING
    assert await restarts() == []


@pytest.mark.parametrize("how", ENDS)
async def test_what_the_facts_say_is_over_is_not_begun_again(
    applications: Applications, client: Client, reconciler: Reconciler, how: Status | None
) -> None:
    number = await applications.decided(Choice.APPROVE)
    await applications.steps.issue_ids(applications.order(number))
    await Mail.raw("UPDATE mail SET state = 'sent', finished_at = now()")
    await heard()
    await ended(client, number, how, "Enrolment")
    await reconciler.one_look()
    assert await status_of(client, number) is how
    assert await restarts() == []


async def test_what_runs_is_left_alone_and_what_is_not_listed_yet(
    applications: Applications, client: Client, relay: Relay, reconciler: Reconciler
) -> None:
    numbers = [await applications.invited(f"a@n{n}.example") for n in range(3)]
    await relay.one_round()
    for _ in range(3):
        await reconciler.one_look()
    assert [await runs_of(client, number) for number in numbers] == [1, 1, 1]
    assert await restarts() == []


async def test_what_waits_for_its_first_delivery_is_left_to_that(
    applications: Applications, client: Client, reconciler: Reconciler
) -> None:
    number = await applications.invited()
    await reconciler.one_look()
    assert await status_of(client, number) is None


async def test_news_that_cannot_be_delivered_keep_no_process_from_its_workflow(
    applications: Applications, client: Client, relay: Relay, reconciler: Reconciler
) -> None:
    number = await applications.invited()
    await relay.one_round()
    await Outbox.insert(Outbox(process=number, signal="form_moved", recorded_at=now()))
    await relay.one_round()
    await end(client, number, Status.TERMINATED)
    await reconciler.one_look()
    assert await status_of(client, number) is Status.RUNNING


async def test_workers_that_look_at_once_start_one_workflow(
    applications: Applications, client: Client, relay: Relay
) -> None:
    numbers = [await applications.invited(f"a@n{n}.example") for n in range(5)]
    await relay.one_round()
    for number in numbers:
        await end(client, number, Status.TERMINATED)
    policy = applications.settings.policy
    await asyncio.gather(*(Reconciler(client, policy).one_look() for _ in range(4)))

    async def one_each() -> bool:
        return [await runs_of(client, number) for number in numbers] == [2] * 5

    await until(one_each, "one more run for each")
    assert [await status_of(client, number) for number in numbers] == [Status.RUNNING] * 5


@pytest.mark.usefixtures("pool")
async def test_one_of_all_workers_looks_and_anybody_may_be_next() -> None:
    at = now()
    assert [await temporal_recovery.claim_turn(at, EVERY) for _ in range(3)] == [True, False, False]
    turns = await asyncio.gather(
        *(temporal_recovery.claim_turn(at + EVERY, EVERY) for _ in range(5))
    )
    assert sorted(turns) == [False] * 4 + [True]


async def test_all_are_looked_at_however_many_there_are(
    applications: Applications,
    client: Client,
    relay: Relay,
    reconciler: Reconciler,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reconciling, "TOGETHER", 2)
    monkeypatch.setattr(facts, "OPEN_BATCH", 3)
    numbers = [await applications.invited(f"a@n{n}.example") for n in range(7)]
    await relay.one_round()
    for number in numbers[::2]:
        await end(client, number, Status.TERMINATED)
    await listed(client, numbers[::2], Status.TERMINATED)
    await reconciler.one_look()
    assert [await status_of(client, number) for number in numbers] == [Status.RUNNING] * 7
    assert sorted(str(number) for number, _ in await restarts()) == numbers[::2]


async def listed(client: Client, processes: list[str], status: Status) -> None:
    """Wait until Temporal's list shows the newest workflow of each so."""
    ids = ", ".join(f"'{process}'" for process in processes)
    which = f"WorkflowId IN ({ids}) AND ExecutionStatus = '{status.name.capitalize()}'"

    async def shows() -> bool:
        return (await client.count_workflows(which)).count >= len(processes)

    await until(shows, f"{status.name} in the list")


async def test_what_an_operator_paused_is_left_alone(applications: Applications) -> None:
    number = await applications.invited()
    pausing = WorkflowEnvironment.start_local(
        dev_server_existing_path=TEMPORAL,
        dev_server_extra_args=["--dynamic-config-value", "frontend.WorkflowPauseEnabled=true"],
        search_attributes=SEARCH_ATTRIBUTE_KEYS,
    )
    async with await pausing as server:
        client, policy = server.client, applications.settings.policy
        await Relay(client, policy).one_round()
        request = PauseWorkflowExecutionRequest(namespace=client.namespace, workflow_id=number)
        await client.workflow_service.pause_workflow_execution(request)
        which = f"WorkflowId = '{number}' AND ExecutionStatus = 'Paused'"
        await until(lambda: _is_listed(client, which), "Temporal to list it as paused")
        await Reconciler(client, policy).one_look()
        assert await runs_of(client, number) == 1
    assert await restarts() == []
    assert await missing() == {}


async def _is_listed(client: Client, which: str) -> bool:
    return (await client.count_workflows(which)).count == 1


async def test_in_another_temporal_than_the_relays_nothing_is_started(
    applications: Applications, client: Client, reconciler: Reconciler
) -> None:
    number = await applications.invited()
    await heard()
    await temporal_recovery.adopt_temporal("another", now())
    await reconciler.one_look()
    assert await status_of(client, number) is None
