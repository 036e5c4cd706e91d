"""A web process that is told to end lets a proxy look away first, and answers what it has begun."""

import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from embedded.child import Child
from embedded.ports import LOOPBACK, answers_ok, is_open
from embedded.programs import PROJECT
from rig.servers import free_ports
from rig.waiting import until
from tests.conftest import CSRF_SECRET, LINK_KEY


@dataclass
class Web:
    """One web process on ports of its own."""

    port: int
    metrics_port: int
    process: Child

    def is_told_to_end(self) -> None:
        os.kill(self.process.number, signal.SIGTERM)

    async def readyz(self) -> httpx.Response:
        async with httpx.AsyncClient(timeout=30) as client:
            return await client.get(f"http://{LOOPBACK}:{self.metrics_port}/readyz")

    async def takes_nothing_new(self) -> bool:
        return not await is_open(self.port)


@pytest.fixture
async def web(database_url: str, tmp_path: Path) -> AsyncIterator[Web]:
    port, metrics_port = free_ports(2)
    process = Child(
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
            "WEB_LEAVING": "2s",
        },
    )
    await process.start()
    yield Web(port, metrics_port, process)
    await process.stop()


async def test_it_says_that_it_leaves_serves_on_and_finishes_before_it_ends(web: Web) -> None:
    with socket.create_connection((LOOPBACK, web.port)) as begun:
        begun.sendall(b"POST /mail-address HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na")
        web.is_told_to_end()

        async def says_so() -> bool:
            return (await web.readyz()).status_code == 503

        await until(says_so, "it to say that it leaves")
        assert (await web.readyz()).json() == {"process": "leaving"}
        assert await answers_ok(web.port, "/healthz"), "who comes meanwhile is served"
        await until(web.takes_nothing_new, "it to close its port")
        begun.sendall(b"=")
        assert begun.recv(12) == b"HTTP/1.1 403", "refused for its lack of a token, but answered"
    await until(lambda: _ended(web), "its end")


async def _ended(web: Web) -> bool:
    try:
        os.kill(web.process.number, 0)
    except ProcessLookupError:
        return True
    return False
