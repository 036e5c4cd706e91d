"""`inforex replay`: what runs on a server, run again with this program and with a changed one."""

import json
from functools import partial
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Interceptor, Worker

from inforex.replaying import Looked, look
from relay.deadlock_timeout import with_longer_deadlock_timeout
from relay.replaying import Problem, replayer
from rig.waiting import until
from rig.workflows.life import Life
from rig.workflows.serving import serving
from settings import Settings
from tests.inforex.test_program import inforex
from worker import enrolment_worker
from workflows.console_links import ConsoleLinks
from workflows.registry import WORKFLOWS
from workflows.steps import ENROLMENT_QUEUE

PERSONAL = "鈴木 一郎"


@workflow.defn(name="Enrolment", sandboxed=False)
class Changed:
    """An application that begins by waiting, where today's begins by asking for its facts."""

    @workflow.run
    async def run(self, _start: Any) -> None:
        await workflow.sleep(1)


@workflow.defn(name="Enrolment", sandboxed=False)
class Failing:
    """A program whose own code fails, and quotes what it should not."""

    @workflow.run
    async def run(self, _start: Any) -> None:
        raise KeyError(PERSONAL)


@workflow.defn(name="Purge", sandboxed=False)
class AnotherPurge:
    """What ran under a name of ours and was recorded by another program."""

    @workflow.run
    async def run(self) -> None:
        await workflow.sleep(3600)


@pytest.fixture
def address(life: Life, monkeypatch: pytest.MonkeyPatch) -> str:
    address = life.skipper.client.service_client.config.target_host
    monkeypatch.setenv("TEMPORAL_ADDRESS", address)
    return address


async def running(life: Life) -> str:
    """An application that waits for its wholesaler, as Temporal lists it."""
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    client = life.skipper.client
    await until(lambda: are_listed(client, only(number), 1), "it to be listed")
    return number


async def are_listed(client: Client, query: str, most: int) -> bool:
    return (await client.count_workflows(query)).count == most


async def has_a_timer(handle: WorkflowHandle[Any, Any]) -> bool:
    history = await handle.fetch_history()
    return any(event.HasField("timer_started_event_attributes") for event in history.events)


def only(number: str) -> str:
    return f"WorkflowId = '{number}'"


@pytest.mark.usefixtures("address")
async def test_what_this_program_began_it_can_go_on_with(life: Life) -> None:
    number = await running(life)
    assert await look(only(number), None) == Looked(1, 1, 0, ())


@pytest.mark.usefixtures("address")
async def test_a_changed_workflow_is_named_with_where_it_parts_from_its_history(
    life: Life,
) -> None:
    number = await running(life)
    (failure,) = (await look(only(number), None, workflows=[Changed])).failures
    assert (failure.process, failure.workflow) == (number, "Enrolment")
    assert failure.problem is Problem.NONDETERMINISM
    assert "LocalActivity" in failure.says
    (unknown,) = (await look(only(number), None, workflows=[AnotherPurge])).failures
    assert unknown.problem is Problem.UNKNOWN_WORKFLOW


@pytest.mark.usefixtures("address")
async def test_s07_code_that_fails_is_told_without_what_it_quotes(life: Life) -> None:
    number = await running(life)
    (failure,) = (await look(only(number), None, workflows=[Failing])).failures
    assert failure.problem is Problem.CODE_FAILS
    assert failure.says.startswith("KeyError (workflows/")
    assert PERSONAL not in failure.says


async def test_the_program_ends_with_0_where_all_fits(life: Life, address: str) -> None:
    number = await running(life)
    told = await inforex("replay", "--query", only(number), TEMPORAL_ADDRESS=address)
    assert (told.code, told.out, told.err) == (0, "1件を再生しました。\n", "")


async def test_the_program_ends_with_1_for_what_does_not_fit_and_says_what_a_limit_left_off(
    temporal_address: str,
) -> None:
    client = await Client.connect(temporal_address)
    worker = Worker(client, task_queue=ENROLMENT_QUEUE, workflows=[AnotherPurge])
    async with serving(with_longer_deadlock_timeout(worker)):
        begun = [
            await client.start_workflow(
                "Purge", id=f"purge-replayed-{nth}", task_queue=ENROLMENT_QUEUE
            )
            for nth in range(2)
        ]
        for handle in begun:
            await until(partial(has_a_timer, handle), "it to be recorded")
    query = "WorkflowId STARTS_WITH 'purge-replayed-'"
    await until(lambda: are_listed(client, query, 2), "both to be listed")
    typed = ("replay", "--query", query, "--limit", "1")
    told = await inforex(*typed, "--json", TEMPORAL_ADDRESS=temporal_address)
    assert told.code == 1
    assert told.err == "1件は、このバージョンで続けられません。ワーカーを起動しないでください。\n"
    found = json.loads(told.out)
    (failure,) = found.pop("failures")
    assert found == {"running": 2, "replayed": 1, "left_off": 1}
    assert (failure["process"], failure["problem"]) == ("purge-replayed-1", "nondeterminism")
    for handle in begun:
        await handle.terminate("test is over")


async def test_the_program_ends_with_2_where_it_could_not_look(temporal_address: str) -> None:
    nowhere = await inforex("replay", TEMPORAL_ADDRESS="127.0.0.1:1")
    assert (nowhere.code, nowhere.out) == (2, "")
    assert "TEMPORAL_ADDRESS" in nowhere.err
    wrong = await inforex("replay", "--query", "Nonsense = 1", TEMPORAL_ADDRESS=temporal_address)
    assert (wrong.code, wrong.out) == (2, "")
    assert "Nonsense" in wrong.err


async def test_a_worker_and_the_replay_run_the_same_workflows_in_the_same_way(
    temporal_address: str, settings: Settings
) -> None:
    works = enrolment_worker(await Client.connect(temporal_address), settings).config(
        active_config=True
    )
    replays = replayer().config(active_config=True)
    assert list(works["workflows"]) == list(replays["workflows"]) == list(WORKFLOWS)
    assert type(works["workflow_runner"]) is type(replays["workflow_runner"])
    around = [type(each) for each in works["interceptors"] if is_around_workflows(each)]
    assert around == [type(each) for each in replays["interceptors"]]


def is_around_workflows(each: Interceptor) -> bool:
    """Whether it does anything that a replay would meet; links are made when a page is shown."""
    has_one = type(each).workflow_interceptor_class is not Interceptor.workflow_interceptor_class
    return has_one and not isinstance(each, ConsoleLinks)
