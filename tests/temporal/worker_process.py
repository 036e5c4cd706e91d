"""A worker as its own process, and what its log and its health check say."""

import asyncio
import json
import os
import shlex
import sysconfig
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx

from embedded.child import Child
from rig.plain_http import NO_TLS
from rig.waiting import until

PROJECT = Path(__file__).parents[2]
PROGRAMS = {"PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.defpath])}


@dataclass(frozen=True)
class WorkerProcess:
    """A worker that runs with this environment."""

    environment: Mapping[str, str]
    program: Child

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run it; fails when it ends before the block does."""
        await self.program.start()
        watching = asyncio.create_task(self.program.watch())
        try:
            yield
            assert not watching.done(), self.log
        finally:
            await self.program.stop()
            await watching

    @property
    def log(self) -> str:
        return self.program.log.read_text()

    def said(self, event: str) -> list[dict[str, Any]]:
        """Every line of its log about this event."""
        lines = [json.loads(line) for line in self.log.splitlines() if line.startswith("{")]
        return [line for line in lines if line["event"] == event]

    async def says(self, event: str, **words: str) -> dict[str, Any]:
        """Wait for a line about this event, of which each value contains these words."""
        found: list[dict[str, Any]] = []

        async def there() -> bool:
            found.extend(
                line
                for line in self.said(event)
                if all(part in str(line.get(name)) for name, part in words.items())
            )
            return bool(found)

        await until(there, f"{event} {words}")
        return found[-1]

    async def health(self) -> tuple[int, str]:
        """What it answers to the health check of its container; 0 where nobody answers."""
        async with httpx.AsyncClient(timeout=60, verify=NO_TLS) as client:
            try:
                answer = await client.get(f"http://{self.environment['WORKER_HEALTH_ADDRESS']}/")
            except httpx.TransportError:
                return 0, ""
        return answer.status_code, answer.text

    async def is_healthy(self) -> bool:
        return (await self.health())[0] == HTTPStatus.OK


async def ran(command: tuple[str, ...], environment: Mapping[str, str]) -> tuple[int, str]:
    """Run a command to its end; gives its exit code and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=PROJECT,
        env=dict(environment),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


async def follow_advice(line: Mapping[str, Any]) -> None:
    """Do what a line of the log says, by the very command that it shows."""
    command = line["remedy"].split("`")[1]
    assert shlex.split(command)[0] == "temporal"
    code, output = await ran(("sh", "-c", command), PROGRAMS)
    assert code == 0, output
