"""What a web process tells of Temporal: `/readyz`, `/metrics`, and its log; pages are served."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import structlog
from temporalio.service import RPCStatusCode

from db import temporal_recovery
from relay.delivery import Relay
from relay.home import namespace_id
from rig.applications import Applications, now
from rig.site import running
from rig.waiting import until
from settings import Settings
from tests.news import waiting
from tests.temporal import namespaces
from tests.temporal.conftest import Place
from tests.temporal.door import Door
from tests.temporal.grpc_answers import refusal
from tests.temporal.namespaces import worked_on
from web.app import create_app
from web.health import metrics_app
from workflows.namespace import SEARCH_ATTRIBUTES


class Web:
    """A web process in this one, whose Temporal is at `address`."""

    def __init__(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        self._app = create_app(settings)
        self._environment = monkeypatch
        transport = httpx.ASGITransport(app=metrics_app(self._app))  # type: ignore[arg-type]  # Litestar types its scopes more narrowly
        self._metrics = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")

    @asynccontextmanager
    async def at(self, address: str, namespace: str) -> AsyncIterator[None]:
        self._environment.setenv("TEMPORAL_ADDRESS", address)
        self._environment.setenv("TEMPORAL_NAMESPACE", namespace)
        async with running(self._app), self._metrics:
            yield

    async def nudge(self, process: str) -> None:
        """What a page does in the background of its answer."""
        relay: Relay = self._app.state.relay
        await relay.nudge(process)

    async def relay_after_a_look(self) -> object:
        """Look at Temporal now; gives what the pages nudge by from then on."""
        await self._app.state.temporal.look()
        relay: object = self._app.state.relay
        return relay

    async def ready(self) -> dict[str, Any]:
        """What it tells whoever watches over it; it can serve pages at all times."""
        response = await self._metrics.get("/readyz")
        assert response.status_code == httpx.codes.OK
        told: dict[str, Any] = response.json()
        return told

    async def tells(self, temporal: str) -> str:
        """Wait until it calls Temporal so; gives why, in words."""

        async def there() -> bool:
            return bool((await self.ready())["temporal"] == temporal)

        await until(there, f"temporal to be {temporal}")
        return " ".join((await self.ready()).get("temporal_says", []))

    async def gauge(self) -> float:
        metrics = (await self._metrics.get("/metrics")).text
        (value,) = [
            line.split()[1]
            for line in metrics.splitlines()
            if line.startswith("inforex_temporal_ready ")
        ]
        return float(value)


@pytest.fixture
def web(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Web:
    return Web(settings, monkeypatch)


async def test_readyz_and_metrics_tell_what_is_missing_until_it_is_mended(
    web: Web, bare: str
) -> None:
    client = await namespaces.make(bare, "of-the-web", {})
    async with web.at(bare, "of-the-web"):
        why = await web.tells("search_attributes_missing")
        count = len(SEARCH_ATTRIBUTES)
        assert (
            f"{count} of {count} search attributes are missing in the namespace of-the-web" in why
        )
        assert "`temporal operator --address" in why
        assert await web.gauge() == 0
        await namespaces.add_attributes(client, SEARCH_ATTRIBUTES)
        assert await web.tells("ok") == ""
        assert await web.gauge() == 1


async def test_namespace_that_is_missing_is_told_and_not_made(web: Web, bare: str) -> None:
    """Only a worker makes anything."""
    async with web.at(bare, "never-made"):
        assert "The namespace never-made is not there" in await web.tells("namespace_missing")
        await namespaces.make(bare, "never-made")
        await web.tells("ok")


async def test_refusal_is_told_with_its_code_and_logged(web: Web, door: Door, bare: str) -> None:
    await namespaces.make(bare, "refused-to-the-web")
    await door.answer(refusal(RPCStatusCode.PERMISSION_DENIED, "Request unauthorized."))
    async with web.at(door.address, "refused-to-the-web"):
        with structlog.testing.capture_logs() as log:
            assert "Request unauthorized." in await web.tells("refused")
        assert "PERMISSION_DENIED" in {line.get("code") for line in log}
        await door.lead_to(bare)
        await web.tells("ok")


async def test_short_retention_is_told_and_counts_as_ready(web: Web, bare: str) -> None:
    await namespaces.make(bare, "forgetful", retention=namespaces.SHORT)
    async with web.at(bare, "forgetful"):
        assert "forgets closed workflows after 1 days" in await web.tells("ok")
        assert await web.gauge() == 1


async def test_a_temporal_that_stays_is_nudged_by_what_has_learned_how_much_it_takes(
    web: Web, bare: str
) -> None:
    await namespaces.make(bare, "that-stays")
    async with web.at(bare, "that-stays"):
        await web.tells("ok")
        assert await web.relay_after_a_look() is await web.relay_after_a_look()


async def test_workers_in_another_temporal_are_told_and_get_the_news(
    web: Web, settings: Settings, bare: str
) -> None:
    here = await namespaces.make(bare, "where-the-web-is")
    async with web.at(bare, "where-the-web-is"):
        await web.tells("ok")
        await temporal_recovery.adopt_temporal("where the workers are", now())
        number = await Applications(settings).invited()
        await web.nudge(number)
        assert await waiting() == [number]
        why = await web.tells("other_temporal")
        assert "where the workers are" in why
        assert await namespace_id(here) in why
        await web.nudge(number)
        assert await waiting() == [number]
        await temporal_recovery.adopt_temporal(await namespace_id(here), now())
        await web.tells("ok")
        await web.nudge(number)
        assert await waiting() == []


async def test_worker_in_another_temporal_gets_the_news_that_the_web_leaves(
    web: Web, place_of_others: Place
) -> None:
    place = place_of_others
    client = await namespaces.make(place.temporal, place.namespace)
    other = f"{place.namespace}-of-the-web"
    await namespaces.make(place.temporal, other)
    async with place.worker().running(), web.at(place.temporal, other):
        await web.tells("other_temporal")
        number = await place.applications.invited()
        await web.nudge(number)
        await worked_on(client, number)


async def test_certificate_that_cannot_be_read_keeps_no_page_away(
    web: Web, bare: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_TLS_CLIENT_CERT_PATH", "/nowhere/client.pem")
    async with web.at(bare, "default"):
        assert "/nowhere/client.pem, which cannot be read" in await web.tells("unreachable")
