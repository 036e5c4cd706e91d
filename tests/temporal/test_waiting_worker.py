"""A worker whose Temporal is not ready says so and waits, however long; then it takes up work."""

import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import httpx
import pytest
from temporalio.api.workflowservice.v1 import GetSystemInfoResponse
from temporalio.client import Client
from temporalio.service import RPCStatusCode

from db import temporal_recovery
from embedded.ports import LOOPBACK
from relay.telemetry import SECONDS
from rig.applications import now
from rig.plain_http import NO_TLS
from rig.servers import free_ports
from rig.waiting import until
from tests.deployment.observing import series_asked_for
from tests.temporal import namespaces
from tests.temporal.conftest import Place
from tests.temporal.door import Door
from tests.temporal.grpc_answers import refusal, reply
from tests.temporal.namespaces import attributes_of, description_of, retention_of, worked_on
from tests.temporal.worker_process import WorkerProcess, follow_advice
from workflows.namespace import DESCRIPTION, RETENTION, SEARCH_ATTRIBUTES

THREE = dict(list(SEARCH_ATTRIBUTES.items())[:3])


async def is_unhealthy_because(worker: WorkerProcess, *reasons: str) -> None:
    status, said = await worker.health()
    assert status == HTTPStatus.SERVICE_UNAVAILABLE
    for reason in reasons:
        assert reason in said


async def is_healthy(worker: WorkerProcess) -> None:
    await until(worker.is_healthy, "the worker to be healthy")


async def metrics_at(address: str) -> str:
    async with httpx.AsyncClient(verify=NO_TLS) as http:
        return (await http.get(f"http://{address}/metrics")).text


async def gauge(metrics: str) -> str:
    told = await metrics_at(metrics)
    (value,) = re.findall(r"^inforex_temporal_ready\S* (\d)$", told, re.MULTILINE)
    return str(value)


def buckets(told: str) -> dict[str, set[str]]:
    """The bounds that each histogram has."""
    found: dict[str, set[str]] = {}
    for name, bound in re.findall(r'^(\w+)_bucket\{.*le="([^"]+)"', told, re.MULTILINE):
        found.setdefault(name, set()).add(bound)
    return found


@pytest.mark.parametrize("there", [{}, THREE], ids=["none", "three"])
async def test_search_attributes_that_are_missing_are_made(
    place: Place, there: dict[str, str]
) -> None:
    client = await namespaces.make(place.temporal, place.namespace, there)
    number = await place.applications.invited()
    worker = place.worker()
    every = len(SEARCH_ATTRIBUTES)
    missing = f"{every - len(there)} of {every} search attributes are missing"
    async with worker.running():
        await worked_on(client, number)
        await worker.says("temporal.made", missing=missing)
        await is_healthy(worker)
    assert await attributes_of(client) == SEARCH_ATTRIBUTES


async def test_search_attributes_that_cannot_be_made_are_waited_for(place: Place) -> None:
    """A namespace on SQL has room for three of each type."""
    client = await namespaces.make(
        place.temporal, place.namespace, dict.fromkeys(("A", "B", "C"), "Bool")
    )
    number = await place.applications.invited()
    metrics = f"{LOOPBACK}:{free_ports(1)[0]}"
    worker = place.worker(WORKER_METRICS_ADDRESS=metrics)
    async with worker.running():
        line = await worker.says("temporal.not_ready", obstacle="search_attributes_missing")
        assert await gauge(metrics) == "0"
        assert "NeedsAttention" in line["what"]
        assert line["code"] == "INVALID_ARGUMENT"
        assert "more than 3 search attribute of type Bool" in line["message"]
        assert (
            f"--namespace {place.namespace} search-attribute create --type Bool" in line["remedy"]
        )
        await is_unhealthy_because(worker, "NeedsAttention", line["remedy"])
        await namespaces.remove_attributes(client, "A")
        await worked_on(client, number)
        assert await gauge(metrics) == "1"
        asked = {name.removesuffix("_bucket") for name in series_asked_for()}

        async def all_are_there() -> bool:
            there = buckets(await metrics_at(metrics))
            return {name for name in asked if name.startswith("temporal_")} <= {*there}

        await until(all_are_there, "a first task of each kind to be counted")
        for name, bounds in buckets(await metrics_at(metrics)).items():
            assert len(bounds) == (len(SECONDS) + 1 if name in asked else 2), name
    assert [line for line in worker.log.splitlines() if not line.startswith('{"')] == []


async def test_search_attribute_of_the_wrong_type_is_waited_for(place: Place) -> None:
    wrong = SEARCH_ATTRIBUTES | {"Deadline": "Text", "EnrolmentStage": "Text"}
    client = await namespaces.make(place.temporal, place.namespace, wrong)
    number = await place.applications.invited()
    worker = place.worker()
    async with worker.running():
        line = await worker.says("temporal.not_ready", obstacle="search_attributes_wrong")
        assert "Deadline is Text, not Datetime" in line["what"]
        await is_unhealthy_because(worker, "EnrolmentStage is Text, not Keyword")
        await follow_advice(line)
        await worked_on(client, number)
    assert await attributes_of(client) == SEARCH_ATTRIBUTES


async def test_first_worker_of_an_installation_makes_its_namespace(place: Place) -> None:
    number = await place.applications.invited()
    worker = place.worker()
    client = await Client.connect(place.temporal, namespace=place.namespace)
    async with worker.running():
        await worked_on(client, number)
        await worker.says("temporal.made", missing=f"The namespace {place.namespace} is not there")
        await is_healthy(worker)
    assert await retention_of(client) == RETENTION
    assert await description_of(client) == DESCRIPTION


async def test_namespace_that_is_wrong_later_is_waited_for(place: Place) -> None:
    """One that was made by itself would begin every application a second time."""
    await temporal_recovery.adopt_temporal("where everything was started", now())
    number = await place.applications.invited()
    worker = place.worker()
    client = await Client.connect(place.temporal, namespace=place.namespace)
    async with worker.running():
        line = await worker.says("temporal.not_ready", obstacle="namespace_missing")
        assert (line["code"], place.namespace in line["message"]) == ("NOT_FOUND", True)
        await is_unhealthy_because(worker, "namespace create --retention 30d", "TEMPORAL_NAMESPACE")
        await follow_advice(line)
        await worked_on(client, number)


async def test_short_retention_is_said_and_holds_up_nobody(place: Place) -> None:
    client = await namespaces.make(place.temporal, place.namespace, retention=namespaces.SHORT)
    number = await place.applications.invited()
    worker = place.worker()
    async with worker.running():
        await worked_on(client, number)
        line = await worker.says("temporal.not_as_it_should_be", obstacle="retention_short")
        assert "after 1 days, not 30" in line["what"]
        await is_healthy(worker)
        await follow_advice(line)
    assert await retention_of(client) == RETENTION


REFUSALS = {
    "refused key": (
        lambda door: door.answer(refusal(RPCStatusCode.UNAUTHENTICATED, "invalid API key")),
        {"obstacle": "refused", "code": "UNAUTHENTICATED", "message": "invalid API key"},
    ),
    "no right to it": (
        lambda door: door.answer(refusal(RPCStatusCode.PERMISSION_DENIED, "Request unauthorized.")),
        {"obstacle": "refused", "code": "PERMISSION_DENIED", "message": "Request unauthorized."},
    ),
    "too old": (
        lambda door: door.answer(reply(GetSystemInfoResponse(server_version="1.20.4"))),
        {"obstacle": "too_old", "what": "is version 1.20.4, older than 1.29"},
    ),
    "wrong address": (
        lambda door: door.close(),
        {"obstacle": "unreachable", "message": "Connection refused"},
    ),
    "silence": (
        lambda door: door.be_silent(),
        {"obstacle": "unreachable", "message": "did not answer within 10 s"},
    ),
}
Change = Callable[[Door], Awaitable[None]]


@pytest.mark.parametrize(("spoil", "words"), REFUSALS.values(), ids=REFUSALS)
async def test_temporal_that_refuses_is_waited_for(
    place: Place, door: Door, spoil: Change, words: dict[str, str]
) -> None:
    client = await namespaces.make(place.temporal, place.namespace)
    number = await place.applications.invited()
    await spoil(door)
    worker = place.worker(door.address)
    async with worker.running():
        line = await worker.says("temporal.not_ready", **words)
        await is_unhealthy_because(worker, line["what"], line["remedy"])
        await door.lead_to(place.temporal)
        await worked_on(client, number)
        await is_healthy(worker)
