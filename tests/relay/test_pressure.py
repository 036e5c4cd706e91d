"""Temporal is asked for no more at once than it answers quickly."""

import asyncio
from itertools import pairwise

import pytest
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment

from db import troubles
from relay import pressure as pressure_module
from relay.delivery import CONCURRENCY, Relay
from relay.pressure import Pressure
from rig.applications import Applications, another_form
from tests.news import waiting
from tests.relay.runs import signals_of
from tests.relay.test_delivery import TEMPORAL, running
from workflows.namespace import SEARCH_ATTRIBUTE_KEYS

MOST = 8


class Calls:
    """Calls that go on until they are told how they end; knows how many there are at once."""

    def __init__(self) -> None:
        self.running: list[asyncio.Future[None]] = []

    async def call(self, pressure: Pressure) -> None:
        async with pressure.one_call():
            end = asyncio.get_running_loop().create_future()
            self.running.append(end)
            await end

    async def end(self, error: Exception | None = None) -> None:
        """End all that run now, and let others begin."""
        ending, self.running = self.running, []
        for end in ending:
            end.set_exception(error) if error else end.set_result(None)
        await settled()


async def settled() -> None:
    """Let everything happen that nobody waits for."""
    for _ in range(50):
        await asyncio.sleep(0)


def refused() -> RPCError:
    return RPCError("namespace rate limit exceeded", RPCStatusCode.RESOURCE_EXHAUSTED, b"")


@pytest.fixture
async def calls() -> Calls:
    return Calls()


Begun = asyncio.Future[list[BaseException | None]]


async def begin(calls: Calls, pressure: Pressure, count: int) -> Begun:
    begun = asyncio.gather(*(calls.call(pressure) for _ in range(count)), return_exceptions=True)
    await settled()
    return begun


async def test_no_more_run_at_once_than_the_most(calls: Calls) -> None:
    pressure = Pressure(MOST)
    begun = await begin(calls, pressure, 3 * MOST)
    for _ in range(3):
        assert len(calls.running) == MOST
        assert pressure.is_full
        await calls.end()
    await begun
    assert not pressure.is_full


async def test_half_as_many_after_a_refusal_and_never_none(calls: Calls) -> None:
    pressure = Pressure(MOST)
    begun = await begin(calls, pressure, 40)
    seen = []
    while calls.running:
        seen.append(len(calls.running))
        await calls.end(refused())
    await begun
    # All that ran together are one sign, not eight.
    assert seen[:6] == [8, 4, 2, 1, 1, 1]


async def test_a_slow_answer_counts_as_a_refusal(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pressure_module, "SLOW", -1.0)
    pressure = Pressure(MOST)
    begun = await begin(calls, pressure, MOST)
    await calls.end()
    await begun
    assert pressure.allowed == MOST / 2


async def test_more_and_more_while_answers_are_quick(calls: Calls) -> None:
    pressure = Pressure(MOST)
    begun = await begin(calls, pressure, MOST)
    await calls.end(refused())
    await begun
    begun = await begin(calls, pressure, 100)
    seen = []
    while calls.running:
        seen.append(len(calls.running))
        await calls.end()
    await begun
    assert (seen[0], max(seen)) == (MOST / 2, MOST)
    assert all(after <= before + 1 for before, after in pairwise(seen))


async def test_what_is_wrong_with_one_call_says_nothing_about_others(calls: Calls) -> None:
    pressure = Pressure(MOST)
    begun = await begin(calls, pressure, MOST)
    await calls.end(LookupError("there is no application"))
    await begun
    assert pressure.allowed == MOST


async def test_all_calls_are_made_though_one_fails() -> None:
    made = []

    async def call(nth: int) -> None:
        made.append(nth)
        if nth == 0:
            raise refused()

    with pytest.raises(RPCError):
        await Pressure(2).all_calls(map(call, range(5)))
    assert made == [0, 1, 2, 3, 4]


async def test_a_temporal_that_has_enough_gets_less_at_once_and_all_in_the_end(
    applications: Applications,
) -> None:
    limited = WorkflowEnvironment.start_local(
        dev_server_existing_path=TEMPORAL,
        dev_server_extra_args=["--dynamic-config-value", "frontend.namespaceRPS=15"],
        search_attributes=SEARCH_ATTRIBUTE_KEYS,
    )
    async with await limited as server:
        client = server.client
        relay = Relay(client, applications.settings.policy)
        await relay.one_round()
        numbers = [
            await applications.submitted(f"a{n}@n{n}.example", another_form()) for n in range(30)
        ]
        pressure, allowed = relay._pressure, []  # noqa: SLF001 -- what this is about
        async with running(relay):
            while await waiting():
                allowed.append(pressure.allowed)
                await asyncio.sleep(0.1)  # the other end is what it waits for
        assert min(allowed) < CONCURRENCY
        assert await troubles.troubles() == []
        for number in numbers:
            assert (await signals_of(client, number))[-1] == "form_submitted"
