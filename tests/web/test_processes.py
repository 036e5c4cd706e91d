"""Several web processes behind the same two ports are, to everybody else, one."""

import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from embedded.ports import LOOPBACK
from rig.collector import Collector, running_collector
from rig.waiting import until
from rig.web_process import Web, gone, served
from web.__main__ import NOT_STARTED, listen
from web.processes import Processes

COUNT = 3


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running_collector() as collector:
        yield collector


@pytest.fixture
async def web(database_url: str, tmp_path: Path, collector: Collector) -> AsyncIterator[Web]:
    more = {"WEB_PROCESSES": str(COUNT), **collector.environment}
    async with served(database_url, tmp_path / "web.log", **more) as web:
        yield web


async def test_whichever_process_is_asked_tells_the_same(web: Web) -> None:
    assert len(web.children()) == COUNT
    for _ in range(30):
        await web.get("/healthz")
    told = (await web.watched("/metrics")).text
    labels = 'method="GET",path="/healthz",status_code="200"'
    assert f"\ninforex_requests_total{{{labels}}} 30.0\n" in told, "what all have counted"
    assert "\ninforex_temporal_ready 0.0" in told
    assert "inforex_news_waiting" not in told
    (told,) = {(await web.watched("/metrics/product")).text for _ in range(4 * COUNT)}
    assert "\ninforex_news_waiting 0.0\n" in told


async def test_one_that_dies_is_replaced_and_none_outlives_a_parent_that_is_killed(
    web: Web,
) -> None:
    before = web.children()
    os.kill(next(iter(before)), signal.SIGKILL)

    async def replaced() -> bool:
        return len(web.children() - before) == 1 and len(web.children()) == COUNT

    await until(replaced, "another process")
    assert (await web.get("/healthz")).is_success
    children = web.children()
    os.kill(web.number, signal.SIGKILL)
    await until(lambda: gone(children), "the end of all")
    assert await web.takes_nothing_new()


async def test_all_end_when_the_parent_is_told_to_and_leave_no_span_untold(
    web: Web, collector: Collector
) -> None:
    children = web.children()
    for _ in range(30):
        await web.get("/healthz")
    os.kill(web.number, signal.SIGTERM)
    await until(lambda: gone({*children, web.number}), "the end of all")
    assert await web.takes_nothing_new()
    assert collector.names.count("GET /healthz") == 30
    assert collector.services == {"inforex-web"}


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
    processes = Processes(1, lambda: NOT_STARTED, hopeless={NOT_STARTED}, buried=buried.append)
    assert processes.run() == NOT_STARTED
    assert somebodys not in buried
    assert len(buried) == 1
