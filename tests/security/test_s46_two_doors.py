"""S46: what watches over a process is told at a door of its own, which no address leads to."""

import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass

import httpx
import pytest
from litestar import Litestar

from embedded.ports import LOOPBACK
from embedded.programs import PROJECT
from rig.raw_http import answer_to, serving
from rig.servers import free_ports
from settings import Settings
from web import __main__ as web
from web.health import Doors

WATCHED = ("inforex_requests_total", "waiting_for_temporal", "inforex_applications", '"database"')

SPELLINGS = (
    "/metrics",
    "/metrics/",
    "//metrics",
    "/%6detrics",
    "/./metrics",
    "/static/../metrics",
    "/static/%2e%2e/metrics",
    "/metrics?lang=en",
    "/METRICS",
    "/metrics/product",
    "//metrics/product",
    "/static/../metrics/product",
    "/readyz",
    "/readyz/",
    "//readyz",
    "/%72eadyz",
    f"http://{LOOPBACK}:{{metrics_port}}/metrics",
)


@dataclass(frozen=True)
class Ports:
    pages: int
    metrics: int


@pytest.fixture
async def ports(app: Litestar) -> AsyncIterator[Ports]:
    pages, metrics = (web.listen("WEB", LOOPBACK, 0) for _ in range(2))
    numbers = Ports(pages.getsockname()[1], metrics.getsockname()[1])
    async with serving(Doors(app, numbers.metrics), pages, metrics):
        yield numbers


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_s46_no_address_of_the_site_tells_of_the_process(ports: Ports, spelling: str) -> None:
    path = spelling.format(metrics_port=ports.metrics)
    for host in ("inforex.test", f"{LOOPBACK}:{ports.metrics}"):
        request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        answer = (await answer_to(ports.pages, request.encode())).decode()
        assert answer.split()[1] == "404"
        assert not [word for word in WATCHED if word in answer]


async def test_s46_the_other_door_tells_of_the_process_and_has_no_pages(ports: Ports) -> None:
    async with httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{ports.metrics}") as client:
        assert WATCHED[0] in (await client.get("/metrics")).text
        assert WATCHED[1] in (await client.get("/readyz")).text
        assert WATCHED[2] in (await client.get("/metrics/product")).text
        for path in ("/", "/login", "/console/login", "/search"):
            assert (await client.get(path)).status_code == 404
    async with httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{ports.pages}") as client:
        assert (await client.get("/healthz")).json() == {"process": "ok"}


def test_s46_the_other_door_is_on_loopback_unless_it_is_said_otherwise(settings: Settings) -> None:
    assert settings.web.metrics_host == settings.web.host == LOOPBACK


def test_s46_the_server_leaves_the_clients_address_and_the_log_to_the_application(
    app: Litestar,
) -> None:
    config = web.server_of(app).config
    assert (config.proxy_headers, config.access_log, config.server_header) == (False, False, False)


@pytest.fixture
def taken() -> Iterator[int]:
    with closing(socket.create_server((LOOPBACK, 0))) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize("variable", ["WEB_PORT", "WEB_METRICS_PORT"])
def test_s46_a_port_that_is_taken_is_said_with_the_variable_that_sets_it(
    taken: int, variable: str
) -> None:
    pages, metrics = map(str, free_ports(2))
    ports = {"WEB_PORT": pages, "WEB_METRICS_PORT": metrics, variable: str(taken)}
    secrets = {"LINK_KEYS": "k" * 32, "CSRF_SECRET": "c" * 32}
    ended = subprocess.run(
        [sys.executable, "-m", "web"],
        cwd=PROJECT,
        env={**os.environ, **ports, **secrets},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert f"{variable} is {taken}: nothing can listen there" in ended.stderr
    assert "Traceback" not in ended.stderr
