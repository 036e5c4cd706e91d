"""Whoever has fewer rights in a Temporal checks what it may, and names what others have to do."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import Client
from temporalio.service import OperatorService, RPCError, RPCStatusCode

from activities.failing import description_of
from activities.forgetting import forget_run
from relay import obstacles
from relay.making import prepare
from relay.obstacles import ObstacleKind
from relay.preparation import find_obstacles
from rig.waiting import until
from tests.temporal import namespaces
from tests.temporal.conftest import Place
from tests.temporal.door import Door
from tests.temporal.grpc_answers import refusal
from workflows.namespace import SEARCH_ATTRIBUTES

THREE = dict(list(SEARCH_ATTRIBUTES.items())[:3])


def may_not(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """As an authorizer of the server refuses it; Temporal's development server has none."""

    async def refuse(*_: object, **__: object) -> None:
        raise RPCError("Request unauthorized.", RPCStatusCode.PERMISSION_DENIED, b"")

    monkeypatch.setattr(OperatorService, call, refuse)


async def test_who_may_not_list_search_attributes_asks_by_them(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await namespaces.make(place.temporal, place.namespace, THREE)
    may_not(monkeypatch, "list_search_attributes")
    (obstacle,) = await find_obstacles(client)
    assert obstacle.kind is ObstacleKind.ATTRIBUTES_MISSING
    assert set(obstacle.names) == SEARCH_ATTRIBUTES.keys() - THREE.keys()
    await namespaces.add_attributes(client, SEARCH_ATTRIBUTES)

    async def all_found() -> bool:
        return await find_obstacles(client) == []

    await until(all_found, "all to be found")


async def test_who_may_not_make_search_attributes_names_the_command(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await namespaces.make(place.temporal, place.namespace, THREE)
    may_not(monkeypatch, "add_search_attributes")
    (obstacle,) = await prepare(client)
    assert "A worker may not: PERMISSION_DENIED: Request unauthorized." in obstacle.what
    assert obstacle.trouble["code"] == "PERMISSION_DENIED"
    assert f"--namespace {place.namespace} search-attribute create" in obstacle.remedy


async def test_what_it_may_not_see_and_delete_is_not_taken_for_gone(door: Door, bare: str) -> None:
    await door.lead_to(bare)
    client = await Client.connect(door.address)
    await door.answer(refusal(RPCStatusCode.PERMISSION_DENIED, "Request unauthorized."))
    with pytest.raises(RPCError):
        await description_of(client, "991231-000001-9")
    with pytest.raises(RPCError):
        await forget_run(client, "991231-000001-9", "a-run-that-is-there")


async def test_namespace_that_another_makes_meanwhile_is_in_nobodys_way(place: Place) -> None:
    client = await Client.connect(place.temporal, namespace=place.namespace)
    left = await asyncio.gather(*(prepare(client) for _ in range(4)))
    assert [found.what for each in left for found in each if "may not" in found.what] == []


@pytest.mark.parametrize(
    "address", ["inforex.a1b2c.tmprl.cloud:7233", "ap-northeast-1.aws.api.temporal.io:7233"]
)
async def test_commands_are_those_of_temporal_cloud_there(address: str) -> None:
    client = await Client.connect(address, namespace="inforex.a1b2c", lazy=True)
    missing = obstacles.attributes_missing(client, ["Deadline", "NeedsAttention"])
    assert missing.remedy == (
        "Make them: `tcld namespace search-attributes add -n inforex.a1b2c "
        "--sa Deadline=Datetime --sa NeedsAttention=Bool`."
    )
    short = obstacles.retention_short(client, timedelta(days=7))
    assert "tcld namespace retention set --namespace inforex.a1b2c --retention-days 30" in (
        short.remedy
    )
