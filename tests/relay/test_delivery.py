"""What pages acknowledge reaches Temporal, whenever Temporal is there."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from sysconfig import get_path

import pytest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment

from db import outbox
from db.enrolment import resumption
from db.tables.operation import Outbox
from domain.stages import Choice
from relay.delivery import Relay
from settings import Settings
from tests.applications import Applications
from tests.servers import free_ports
from tests.waiting import until
from tests.workflows.life import SEARCH_ATTRIBUTES


@pytest.fixture
async def applications(pool: str, settings: Settings) -> Applications:  # noqa: ARG001 -- it opens the database
    return Applications(settings)


async def temporal(port: int | None = None) -> WorkflowEnvironment:
    """A Temporal that knows of nothing yet."""
    return await WorkflowEnvironment.start_local(
        port=port,
        dev_server_existing_path=str(Path(get_path("scripts")) / "temporal"),
        search_attributes=SEARCH_ATTRIBUTES,
    )


@pytest.fixture
async def server() -> AsyncIterator[WorkflowEnvironment]:
    async with await temporal() as environment:
        yield environment


async def settled(server: WorkflowEnvironment, applications: Applications) -> Relay:
    """A relay in the Temporal in which everything lives."""
    relay = Relay(server.client, applications.settings.policy)
    await relay.one_round()
    return relay


async def signals_of(client: Client, number: str) -> list[str]:
    history = await client.get_workflow_handle(number).fetch_history()
    return [
        event.workflow_execution_signaled_event_attributes.signal_name
        for event in history.events
        if event.HasField("workflow_execution_signaled_event_attributes")
    ]


async def runs(client: Client, number: str) -> bool:
    try:
        await client.get_workflow_handle(number).describe()
    except RPCError as error:
        assert error.status is RPCStatusCode.NOT_FOUND  # noqa: PT017 -- anything else is a fault
        return False
    return True


async def test_without_temporal_nothing_is_lost_and_all_is_delivered_once_it_is_there(
    applications: Applications,
) -> None:
    port = free_ports(1)[0]
    client = await Client.connect(f"127.0.0.1:{port}", lazy=True)
    relay = Relay(client, applications.settings.policy)
    number = await applications.submitted()
    await relay.nudge(number)
    assert await outbox.waiting() == [number]
    rounds = asyncio.create_task(relay.run())
    async with await temporal(port):
        await until(nothing_waits, "the relay to deliver")
        assert await signals_of(client, number) == ["address_verified", "form_submitted"]
    rounds.cancel()


async def nothing_waits() -> bool:
    return await outbox.waiting() == []


async def test_a_nudge_delivers_at_once_and_in_order(
    applications: Applications, server: WorkflowEnvironment
) -> None:
    relay = await settled(server, applications)
    number = await applications.submitted()
    await relay.nudge(number)
    assert await signals_of(server.client, number) == ["address_verified", "form_submitted"]
    assert await outbox.waiting() == []


async def test_news_of_a_closed_application_start_nothing(
    applications: Applications, server: WorkflowEnvironment
) -> None:
    relay = await settled(server, applications)
    number = await applications.enrolled()
    await relay.nudge(number)
    assert await outbox.waiting() == []
    assert not await runs(server.client, number)


async def test_a_temporal_that_lost_everything_gets_every_open_application_again(
    applications: Applications,
) -> None:
    async with await temporal() as first:
        relay = Relay(first.client, applications.settings.policy)
        invited = await applications.invited("a@one.example")
        waiting = await applications.awaiting_approval("b@two.example")
        await relay.one_round()
        assert await runs(first.client, invited)
    async with await temporal() as second:
        relay = Relay(second.client, applications.settings.policy)
        await relay.one_round()
        assert await runs(second.client, invited)
        assert await runs(second.client, waiting)
        assert await signals_of(second.client, invited) == []


async def test_a_closed_application_with_nothing_to_send_is_not_begun_again(
    applications: Applications, server: WorkflowEnvironment
) -> None:
    number = await applications.decided(Choice.APPROVE)
    await Outbox.raw("UPDATE outbox SET delivered_at = now()")
    await Outbox.raw(
        "UPDATE application SET stage = 'enrolled', closed_at = now(), deadline = NULL"
    )
    await Outbox.raw("UPDATE mail SET state = 'sent', finished_at = now()")
    await Relay(server.client, applications.settings.policy).one_round()
    assert not await runs(server.client, number)
    assert await resumption.temporal_home() is not None
