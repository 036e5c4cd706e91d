"""Several web processes behind the same two ports are, to everybody else, one."""

import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from embedded.child import Child
from embedded.ports import LOOPBACK, answers_ok, is_open
from embedded.programs import PROJECT
from rig.collector import Collector, running_collector
from rig.servers import free_ports
from rig.waiting import until
from tests.conftest import CSRF_SECRET, LINK_KEY
from web.__main__ import NOT_STARTED, listen
from web.processes import Processes

COUNT = 3


@dataclass
class Web:
    """The web on ports of its own."""

    port: int
    metrics_port: int
    parent: Child

    def children(self) -> set[int]:
        return {each.pid for each in psutil.Process(self.parent.number).children()}

    async def metrics(self) -> str:
        return await self._answer(self.metrics_port, "/metrics")

    async def product(self) -> str:
        return await self._answer(self.metrics_port, "/metrics/product")

    async def healthz(self) -> str:
        return await self._answer(self.port, "/healthz")

    async def _answer(self, port: int, path: str) -> str:
        async with httpx.AsyncClient(timeout=30) as client:
            answer = await client.get(f"http://{LOOPBACK}:{port}{path}")
        return answer.raise_for_status().text


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running_collector() as collector:
        yield collector


@pytest.fixture
async def web(database_url: str, tmp_path: Path, collector: Collector) -> AsyncIterator[Web]:
    port, metrics_port = free_ports(2)
    parent = Child(
        name="Web",
        command=(sys.executable, "-m", "web"),
        log=tmp_path / "web.log",
        working_directory=PROJECT,
        ready=lambda: answers_ok(metrics_port, "/readyz"),
        environment={
            "DATABASE_URL": database_url,
            "TEMPORAL_ADDRESS": f"{LOOPBACK}:1",
            "LINK_KEYS": LINK_KEY,
            "CSRF_SECRET": CSRF_SECRET,
            "WEB_PORT": str(port),
            "WEB_METRICS_PORT": str(metrics_port),
            "WEB_PROCESSES": str(COUNT),
            **collector.environment,
        },
    )
    await parent.start()
    yield Web(port, metrics_port, parent)
    await parent.stop()


async def test_whichever_process_is_asked_tells_what_all_have_counted(web: Web) -> None:
    assert len(web.children()) == COUNT
    for _ in range(30):
        await web.healthz()
    labels = 'method="GET",path="/healthz",status_code="200"'
    assert f"\ninforex_requests_total{{{labels}}} 30.0\n" in await web.metrics()
    told = await web.metrics()
    assert "\ninforex_temporal_ready 0.0" in told
    assert "inforex_news_waiting" not in told


async def test_whichever_process_is_asked_tells_the_same_of_the_product(web: Web) -> None:
    (told,) = {await web.product() for _ in range(4 * COUNT)}
    assert "\ninforex_news_waiting 0.0\n" in told


async def test_one_that_dies_is_replaced(web: Web) -> None:
    before = web.children()
    os.kill(next(iter(before)), signal.SIGKILL)

    async def replaced() -> bool:
        return len(web.children() - before) == 1 and len(web.children()) == COUNT

    await until(replaced, "another process")
    assert await web.healthz()


async def test_all_end_when_the_parent_is_told_to_and_leave_no_span_untold(
    web: Web, collector: Collector
) -> None:
    children = web.children()
    for _ in range(30):
        await web.healthz()
    os.kill(web.parent.number, signal.SIGTERM)
    await until(lambda: _gone({*children, web.parent.number}), "the end of all")
    assert not await is_open(web.port)
    assert collector.names.count("GET /healthz") == 30
    assert collector.services == {"inforex-web"}


async def test_none_outlives_a_parent_that_is_killed(web: Web) -> None:
    children = web.children()
    os.kill(web.parent.number, signal.SIGKILL)
    await until(lambda: _gone(children), "the end of all")
    assert not await is_open(web.port)


async def _gone(processes: set[int]) -> bool:
    return not any(_lives(each) for each in processes)


def _lives(process: int) -> bool:
    try:
        return bool(psutil.Process(process).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_no_part_of_an_answer_waits_for_the_client_to_acknowledge_another() -> None:
    with listen("WEB", LOOPBACK, 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_process_of_somebody_else_that_ends_is_replaced_by_none() -> None:
    """The first process of a container inherits those whose parent ended."""
    somebodys = os.fork()
    if not somebodys:
        os._exit(0)
    buried: list[int] = []
    served = Processes(1, lambda: NOT_STARTED, hopeless={NOT_STARTED}, buried=buried.append)
    assert served.run() == NOT_STARTED
    assert somebodys not in buried
    assert len(buried) == 1
