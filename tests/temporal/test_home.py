"""News are delivered only where the open processes live, whichever Temporal a process sees."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
import structlog
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from db import temporal_recovery
from db.enrolment.application_form import verify_address
from db.outbox import OutboxMessage
from relay import delivery
from relay.delivery import Relay
from relay.processes import open_processes
from relay.starting import Starter
from rig.applications import now
from tests.news import waiting
from tests.temporal import namespaces
from tests.temporal.conftest import Place


async def another(place: Place) -> Client:
    """A client of another namespace; it could as well be on another server."""
    return await namespaces.make(place.temporal, f"{place.namespace}-other")


def relay_to(client: Client, place: Place) -> Relay:
    return Relay(client, place.applications.settings.policy)


async def knows(client: Client, number: str) -> bool:
    try:
        await client.get_workflow_handle(number).describe()
    except RPCError as error:
        assert error.status is RPCStatusCode.NOT_FOUND  # noqa: PT017 -- anything else is a fault
        return False
    return True


async def test_web_in_another_temporal_leaves_the_news_to_the_workers(place: Place) -> None:
    client = await namespaces.make(place.temporal, place.namespace)
    elsewhere = await another(place)
    workers, web = relay_to(client, place), relay_to(elsewhere, place)
    await workers.one_round()
    number = await place.applications.invited()
    await web.nudge(number)
    assert await waiting() == [number]
    assert not await knows(elsewhere, number)
    await workers.one_round()
    assert await waiting() == []
    assert await knows(client, number)


async def test_before_a_worker_has_settled_nobody_else_delivers(place: Place) -> None:
    client = await namespaces.make(place.temporal, place.namespace)
    number = await place.applications.invited()
    await relay_to(client, place).nudge(number)
    assert await waiting() == [number]


async def test_worker_whose_processes_were_moved_leaves_them_there(place: Place) -> None:
    client = await namespaces.make(place.temporal, place.namespace)
    elsewhere = await another(place)
    one, other = relay_to(client, place), relay_to(elsewhere, place)
    await one.one_round()
    await other.one_round()
    moved_to = await temporal_recovery.temporal_home()
    number = await place.applications.invited()
    with structlog.testing.capture_logs() as log:
        await one.one_round()
        await one.one_round()
    assert await temporal_recovery.temporal_home() == moved_to
    assert await waiting() == [number]
    (said,) = [line for line in log if line["event"] == "relay.left_to_others"]
    assert str(moved_to) in said["what"]
    await other.one_round()
    assert await knows(elsewhere, number)


async def test_what_was_delivered_while_all_moves_goes_once_more(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or what was heard in the old Temporal after all was started in the new one would be lost."""
    client = await namespaces.make(place.temporal, place.namespace)
    await relay_to(client, place).one_round()
    number = await place.applications.invited()
    bring = Starter.bring

    async def bring_while_all_moves(starter: Starter, news: OutboxMessage) -> None:
        await bring(starter, news)
        await temporal_recovery.adopt_temporal("", now())

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Starter, "bring", bring_while_all_moves)
        await relay_to(client, place).nudge(number)
    assert await waiting() == [number]


async def test_nobody_delivers_into_the_old_temporal_while_everything_moves(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was started in the new one already would never hear of it."""
    client = await namespaces.make(place.temporal, place.namespace)
    elsewhere = await another(place)
    web, worker = relay_to(client, place), relay_to(elsewhere, place)
    await relay_to(client, place).one_round()
    number = await place.applications.invited()
    await web.nudge(number)
    assert await waiting() == []

    async def and_meanwhile(queued_by: datetime) -> AsyncIterator[str]:
        async for process in open_processes(queued_by):
            yield process
        await verify_address(number, now())
        await web.nudge(number)

    monkeypatch.setattr(delivery, "open_processes", and_meanwhile)
    await worker.one_round()
    assert await waiting() == []
    history = await elsewhere.get_workflow_handle(number).fetch_history()
    assert "address_verified" in history.to_json()
