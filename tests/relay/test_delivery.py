"""What pages acknowledge reaches a workflow that lives, whenever Temporal is there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from sysconfig import get_path

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from db import temporal_recovery
from db.outbox import CLAIM, OutboxMessage
from db.tables.operation import Outbox
from domain.enrolment.stages import Choice
from relay.delivery import Relay
from relay.processes import BEGINNING, launch_for
from relay.starting import Starter
from rig.applications import Applications, another_form, now
from rig.servers import free_ports
from rig.waiting import until
from settings import Settings
from tests.news import heard, waiting
from tests.relay.runs import ENDS, Status, ended, runs_of, signals_of, status_of
from workflows.namespace import SEARCH_ATTRIBUTE_KEYS

TEMPORAL = str(Path(get_path("scripts")) / "temporal")


async def temporal(port: int | None = None) -> WorkflowEnvironment:
    """A Temporal that knows of nothing yet."""
    return await WorkflowEnvironment.start_local(
        port=port, dev_server_existing_path=TEMPORAL, search_attributes=SEARCH_ATTRIBUTE_KEYS
    )


@asynccontextmanager
async def running(relay: Relay) -> AsyncIterator[asyncio.Task[None]]:
    """Have a relay go its rounds, as a worker does."""
    rounds = asyncio.create_task(relay.run())
    try:
        yield rounds
    finally:
        rounds.cancel()
        with suppress(asyncio.CancelledError):
            await rounds


async def nothing_waits() -> bool:
    return await waiting() == []


async def test_without_temporal_nothing_is_lost_and_all_is_delivered_once_it_is_there(
    applications: Applications,
) -> None:
    port = free_ports(1)[0]
    client = await Client.connect(f"127.0.0.1:{port}", lazy=True)
    relay = Relay(client, applications.settings.policy)
    number = await applications.submitted()
    await relay.nudge(number)
    assert await waiting() == [number]
    async with running(relay), await temporal(port):
        await until(nothing_waits, "the relay to deliver")
        assert await signals_of(client, number) == ["address_verified", "form_submitted"]


async def test_a_nudge_delivers_at_once_and_in_order(
    applications: Applications, client: Client, relay: Relay
) -> None:
    number = await applications.submitted()
    await relay.nudge(number)
    assert await signals_of(client, number) == ["address_verified", "form_submitted"]
    assert await waiting() == []


@pytest.mark.parametrize("how", ENDS)
async def test_news_of_an_open_application_are_heard_by_a_living_workflow(
    applications: Applications, client: Client, relay: Relay, how: Status | None
) -> None:
    number = await applications.invited()
    await heard()
    await ended(client, number, how, "Enrolment")
    await applications.submit(number)
    await relay.one_round()
    assert await waiting() == []
    assert await status_of(client, number) is Status.RUNNING
    assert await signals_of(client, number) == ["address_verified", "form_submitted"]


@pytest.mark.parametrize("how", ENDS)
async def test_news_of_a_closed_application_start_nothing(
    applications: Applications, client: Client, relay: Relay, how: Status | None
) -> None:
    number = await applications.enrolled()
    await Outbox.raw("UPDATE mail SET state = 'sent', finished_at = now()")
    await ended(client, number, how, "Enrolment")
    await relay.nudge(number)
    assert await waiting() == []
    assert await status_of(client, number) is how


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize(
    "process", ["991231-000001-9", "change-7", "cancellation-7", "access-7", "import-7"]
)
async def test_news_of_what_is_not_there_begin_nothing(process: str, settings: Settings) -> None:
    with pytest.raises(LookupError):
        await launch_for(OutboxMessage(process, BEGINNING), settings.policy)


async def test_news_of_many_processes_are_delivered_each_in_its_order(
    applications: Applications, client: Client, relay: Relay
) -> None:
    numbers = [
        await applications.submitted(f"a{n}@n{n}.example", another_form()) for n in range(40)
    ]
    another = Relay(client, applications.settings.policy)
    await asyncio.gather(relay.one_round(), another.one_round(), relay.nudge(numbers[0]))
    await until(nothing_waits, "both to be done")
    for number in numbers:
        assert await signals_of(client, number) == ["address_verified", "form_submitted"]
        assert await runs_of(client, number) == 1


async def test_a_relay_that_is_stopped_gives_back_what_it_was_delivering(
    applications: Applications, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def bring(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(Starter, "bring", bring)
    number = await applications.invited()
    nudging = asyncio.create_task(relay.nudge(number))
    await until(lambda: is_held(now() + CLAIM / 2), "the news to be claimed")
    nudging.cancel()
    with suppress(asyncio.CancelledError):
        await nudging
    assert not await is_held(now() + CLAIM / 2)
    assert await waiting() == [number]


async def is_held(until: datetime) -> bool:
    return await Outbox.exists().where(Outbox.held_until > until)


async def test_a_temporal_that_lost_everything_gets_every_open_application_again(
    applications: Applications,
) -> None:
    async with await temporal() as first:
        relay = Relay(first.client, applications.settings.policy)
        invited = await applications.invited("a@one.example")
        asked = await applications.awaiting_approval("b@two.example")
        await relay.one_round()
        assert await status_of(first.client, invited) is Status.RUNNING
    async with await temporal() as second:
        relay = Relay(second.client, applications.settings.policy)
        await relay.one_round()
        assert await status_of(second.client, invited) is Status.RUNNING
        assert await status_of(second.client, asked) is Status.RUNNING
        assert await signals_of(second.client, invited) == []


async def test_a_closed_application_with_nothing_to_send_is_not_begun_again(
    applications: Applications, client: Client
) -> None:
    number = await applications.decided(Choice.APPROVE)
    await heard()
    await Outbox.raw(
        "UPDATE application SET stage = 'enrolled', closed_at = now(), deadline = NULL"
    )
    await Outbox.raw("UPDATE mail SET state = 'sent', finished_at = now()")
    await Relay(client, applications.settings.policy).one_round()
    assert await status_of(client, number) is None
    assert await temporal_recovery.temporal_home() is not None
