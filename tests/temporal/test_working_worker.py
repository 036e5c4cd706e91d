"""A worker that is at work outlives what happens to its Temporal."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
import structlog
from temporalio.client import Client
from temporalio.service import RPCStatusCode

import worker
from db.temporal_recovery import temporal_home
from relay.obstacles import Obstacle
from rig.collector import SILENCE, Collector, running_collector
from rig.waiting import until
from settings import Settings
from tests.temporal import namespaces
from tests.temporal.certificates import tls_with, write_certificate
from tests.temporal.conftest import Place
from tests.temporal.door import Door
from tests.temporal.grpc_answers import refusal
from tests.temporal.namespaces import attributes_of, worked_on
from workflows.namespace import SEARCH_ATTRIBUTES

REFUSALS = (RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNAUTHENTICATED, RPCStatusCode.NOT_FOUND)


async def test_refusals_for_a_while_end_no_worker(place: Place, door: Door) -> None:
    client = await namespaces.make(place.temporal, place.namespace)
    await door.lead_to(place.temporal)
    process = place.worker(door.address)
    async with process.running():
        await worked_on(client, await place.applications.invited("a@one.example"))
        for code in REFUSALS:
            told = f"not now: {code.name}"
            await door.answer(refusal(code, told))
            await process.says("temporal.not_ready", code=code.name, message=told)
            await process.says("round.waits", loop="relay", code=code.name, message=told)
            await door.lead_to(place.temporal)
            await worked_on(client, await place.applications.invited(f"{code.value}@two.example"))
            await until(process.is_healthy, "the worker to be healthy")


async def test_certificates_may_be_changed_under_a_worker(
    place: Place, door: Door, tmp_path: Path
) -> None:
    """Connected anew with what the files say then, it takes its tasks by that."""
    name = "temporal.inforex.test"
    trusted = write_certificate(name, tmp_path)
    settings = {"TEMPORAL_TLS_SERVER_CA_CERT_PATH": str(trusted), "TEMPORAL_TLS_SERVER_NAME": name}
    client = await namespaces.make(place.temporal, place.namespace)
    await door.lead_to(place.temporal, tls_with(trusted))
    process = place.worker(door.address, **settings)
    async with process.running():
        await worked_on(client, await place.applications.invited("a@one.example"))
        (tmp_path / "new").mkdir()
        renewed = write_certificate(name, tmp_path / "new")
        await door.lead_to(place.temporal, tls_with(renewed))
        await process.says("temporal.not_ready")
        renewed.replace(trusted)
        await worked_on(client, await place.applications.invited("b@two.example"))


async def test_search_attribute_that_is_lost_meanwhile_is_made_again(place: Place) -> None:
    """While it tells of traces, too; the collector falls silent, and the worker ends in time."""
    client = await namespaces.make(place.temporal, place.namespace)
    with running_collector() as collector:
        process = place.worker(**collector.environment)
        async with process.running():
            await worked_on(client, await place.applications.invited("a@one.example"))
            await until(_told_of("SMTP invitation", collector), "a mail to be told of")
            collector.answer = SILENCE
            await namespaces.remove_attributes(client, "NeedsAttention")
            await worked_on(client, await place.applications.invited("b@two.example"))
        assert collector.services == {"inforex-worker"}
    assert await attributes_of(client) == SEARCH_ATTRIBUTES


def _told_of(span: str, collector: Collector) -> Callable[[], Awaitable[bool]]:
    async def told() -> bool:
        return span in collector.names

    return told


async def test_worker_that_cannot_serve_begins_again(
    bare: str, database_url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a namespace is deleted after it was looked at: the SDK's workers end by that."""

    async def nothing_in_the_way(_: Client) -> Sequence[Obstacle]:
        return []

    monkeypatch.setattr(worker, "prepare", nothing_in_the_way)
    monkeypatch.setenv("TEMPORAL_ADDRESS", bare)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", namespace := "deleted-meanwhile")
    assert settings.database_url == database_url
    with structlog.testing.capture_logs() as log:
        working = asyncio.create_task(worker._work(settings))  # noqa: SLF001 -- what `run` runs

        async def began_again() -> bool:
            return [line["event"] for line in log].count("worker.begins_again") > 1

        async def settled() -> bool:
            return await temporal_home() is not None

        await until(began_again, "the worker to begin again")
        assert "NOT_FOUND" in {line.get("code") for line in log}
        await namespaces.make(bare, namespace)
        await until(settled, "the worker to be at work")
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
