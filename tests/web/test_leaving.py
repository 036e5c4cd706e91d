"""A web process that is told to end lets a proxy look away first, and answers what it has begun."""

import os
import signal
import socket
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from embedded.ports import LOOPBACK
from rig.waiting import until
from rig.web_process import Web, gone, served


@pytest.fixture
async def web(database_url: str, tmp_path: Path) -> AsyncIterator[Web]:
    async with served(database_url, tmp_path / "web.log", WEB_LEAVING="2s") as web:
        yield web


async def test_it_says_that_it_leaves_serves_on_and_finishes_before_it_ends(web: Web) -> None:
    with socket.create_connection((LOOPBACK, web.port)) as begun:
        begun.sendall(b"POST /mail-address HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na")
        os.kill(web.number, signal.SIGTERM)

        async def says_so() -> bool:
            return (await web.watched("/readyz")).status_code == 503

        await until(says_so, "it to say that it leaves")
        assert (await web.watched("/readyz")).json() == {"process": "leaving"}
        assert (await web.get("/healthz")).is_success, "who comes meanwhile is served"
        await until(web.takes_nothing_new, "it to close its port")
        begun.sendall(b"=")
        assert begun.recv(12) == b"HTTP/1.1 403", "refused for its lack of a token, but answered"
    await until(partial(gone, {web.number}), "its end")
