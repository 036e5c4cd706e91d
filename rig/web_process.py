"""The web as a process on ports of its own."""

import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from embedded.child import Child
from embedded.ports import LOOPBACK, answers_ok, is_open
from embedded.programs import PROJECT
from rig.plain_http import NO_TLS
from rig.servers import free_ports


@dataclass
class Web:
    """The process that was started; there may be others below it."""

    port: int
    metrics_port: int
    process: Child

    @property
    def number(self) -> int:
        return self.process.number

    def children(self) -> set[int]:
        return {each.pid for each in psutil.Process(self.number).children()}

    async def get(self, path: str) -> httpx.Response:
        return await _get(self.port, path)

    async def watched(self, path: str) -> httpx.Response:
        """What it tells whoever watches over it."""
        return await _get(self.metrics_port, path)

    async def takes_nothing_new(self) -> bool:
        return not await is_open(self.port)


@asynccontextmanager
async def served(database_url: str, log: Path, **more: str) -> AsyncIterator[Web]:
    """Serve a database while the block lasts; `more`: further variables of the environment."""
    port, metrics_port = free_ports(2)
    process = Child(
        name="Web",
        command=(sys.executable, "-m", "web"),
        log=log,
        working_directory=PROJECT,
        ready=lambda: answers_ok(metrics_port, "/readyz"),
        environment={
            "DATABASE_URL": database_url,
            "TEMPORAL_ADDRESS": f"{LOOPBACK}:1",
            "LINK_KEYS": secrets.token_hex(32),
            "CSRF_SECRET": secrets.token_hex(32),
            "WEB_PORT": str(port),
            "WEB_METRICS_PORT": str(metrics_port),
            **more,
        },
    )
    await process.start()
    try:
        yield Web(port, metrics_port, process)
    finally:
        await process.stop()


async def gone(processes: set[int]) -> bool:
    """Whether all have ended, though somebody may still have to wait for them."""
    return not any(_lives(each) for each in processes)


def _lives(process: int) -> bool:
    try:
        return bool(psutil.Process(process).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


async def _get(port: int, path: str) -> httpx.Response:
    async with httpx.AsyncClient(timeout=30, verify=NO_TLS) as client:
        return await client.get(f"http://{LOOPBACK}:{port}{path}")
