"""Each call to Temporal fails, before it is done or after: the next round makes up for it."""

import itertools
import os
from collections import Counter
from collections.abc import Iterable, Iterator

import pytest
from temporalio.client import Client
from temporalio.service import RPCError

from relay.delivery import Relay
from rig.applications import Applications
from rig.outages.calls import CallFault, Calls
from rig.workflows.life import end_what_runs, number_from
from settings import Settings
from tests.outages import acts, acts_of_preparing
from tests.outages.acts import Act, Acting
from tests.relay.runs import Status, status_of

ACTS = [
    acts.a_page_nudges,
    acts.the_relay_goes_its_round,
    acts.the_relay_settles_in_a_new_temporal,
    acts.news_of_what_had_ended_are_brought,
    acts.the_reconciler_starts_what_was_ended,
    acts.the_reconciler_ends_what_is_behind,
    acts.a_command_forgets_what_was_deleted,
    acts.somebody_looks_for_what_fails,
    acts.somebody_looks_at_what_failed,
    acts.a_step_is_tried_again,
    acts.a_workflow_is_tried_again,
    acts.an_application_is_purged,
    acts.all_is_forgotten_before_a_restore,
    acts.a_worker_looks_before_it_works,
    acts.a_release_is_tried_on_what_runs,
    acts.a_web_process_looks,
    acts.an_operator_asks_who_works,
    acts_of_preparing.schedules_are_made,
    acts_of_preparing.schedules_are_renewed,
    acts_of_preparing.a_namespace_is_made,
    acts_of_preparing.search_attributes_are_made,
]

ASKING = ("count_", "describe_", "get_", "list_")

_turns = itertools.cycle(CallFault)
_serials = itertools.count(800_000, 1000)


@pytest.fixture
async def client(temporal_address: str) -> Client:
    """A client of a Temporal in which nothing runs of databases that are gone."""
    client = await Client.connect(temporal_address)
    await end_what_runs(client)
    return client


@pytest.fixture
async def applications(pool: str, settings: Settings, client: Client) -> Applications:  # noqa: ARG001 -- it opens the database
    await number_from(next(_serials), settings.database_url)
    await Relay(client, settings.policy).one_round()  # it settles in its Temporal
    return Applications(settings)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
async def test_whichever_call_fails_in_whatever_manner_the_end_is_the_same(
    applications: Applications, client: Client, act: Act
) -> None:
    calm = Calls()
    expected = await act(Acting(applications, client, calm))
    assert [call.name for call in calm.made if call.patience is None] == []
    found: dict[tuple[str, int, CallFault], object] = {}
    failed = set()
    for name, nth, fault in _to_be_met(calm):
        calls = Calls(name, nth, fault)
        end = await act(Acting(applications, client, calls))
        if calls.failed is not None:  # lists lag, and then it takes a call less
            failed.add(calls.failed.name)
        if end != expected:
            found[name, nth, fault] = end
    assert found == {}, f"not {expected}"
    assert failed == {call.name for call in calm.first}


async def test_what_was_ended_is_told_of_once_though_its_new_start_was_refused(
    applications: Applications, client: Client
) -> None:
    refused = Calls("start_workflow_execution", 0, CallFault.REFUSED)
    acting = Acting(applications, client, refused)
    assert await acts.the_reconciler_ends_what_is_behind(acting) == (Status.RUNNING, ["behind"])
    assert refused.failed is not None


async def test_what_a_look_ended_is_never_told_of_as_ended_by_somebody_else(
    applications: Applications, client: Client
) -> None:
    refused = Calls("start_workflow_execution", 0, CallFault.REFUSED, times=2)
    acting = Acting(applications, client, refused)
    number = await acts.left_behind(acting)
    with pytest.raises(RPCError):
        await acting.reconciler(refused.client(client)).compare(mend=True)
    assert await status_of(client, number) is Status.TERMINATED
    await acting.listed(f"WorkflowId = '{number}' AND CloseTime IS NOT NULL")
    await acting.reconciler(client).one_look()
    assert await status_of(client, number) is Status.RUNNING
    assert {*await acts.restarts(number)} == {"behind"}


def _to_be_met(calm: Calls) -> Iterator[tuple[str, int, CallFault]]:
    """By each call: every fault with EVERY_FAULT=yes, else the most dangerous one, or one by turns.

    What changes something may be done without anybody's knowing; what asks may fail by any.
    """
    before: Counter[str] = Counter()
    for call in calm.first:
        for fault in _faults(call.name):
            yield call.name, before[call.name], fault
        before[call.name] += 1


def _faults(name: str) -> Iterable[CallFault]:
    if "EVERY_FAULT" in os.environ:
        return CallFault
    return [next(_turns) if name.startswith(ASKING) else CallFault.LOST]
