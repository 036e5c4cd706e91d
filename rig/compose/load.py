"""People before the proxy who ask all the time; what they were not given is written down."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from rig.compose.project import Project
from rig.whole.maker import INVITATION, RECEIPT, WELCOME, maker

BETWEEN_LOOKS, BETWEEN_MAKERS = 0.2, 2.0
"""Seconds; so that those who ask leave the processor to the others."""


@dataclass
class Load:
    """One maker after another, and two who look at pages, with a connection that is kept or not."""

    site: Project
    failed: list[str] = field(default_factory=list)
    looks: int = 0
    enrolled: int = 0
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @asynccontextmanager
    async def lasting(self) -> AsyncIterator[None]:
        """Ask for as long as the block lasts; who has begun to enrol comes to the end."""
        self._over = asyncio.Event()
        async with asyncio.TaskGroup() as people:
            people.create_task(self._enrol())
            people.create_task(self._look_at("/", keep=True))
            people.create_task(self._look_at("/terms?name=x", keep=False))
            try:
                yield
            finally:
                self._over.set()

    async def _enrol(self) -> None:
        while not self._over.is_set():
            number = next(self._numbers)
            async with maker(self.site, f"one-{number}", f"127.0.{number}.1") as one:
                await one.asks_for_the_link()
                await one.submits_the_form()
                await one.is_approved()
                await one.gets(INVITATION, RECEIPT, WELCOME)
            self.enrolled += 1
            await asyncio.sleep(BETWEEN_MAKERS)

    async def _look_at(self, path: str, *, keep: bool) -> None:
        limits = httpx.Limits(max_keepalive_connections=None if keep else 0)
        site = self.site.base_url
        async with httpx.AsyncClient(base_url=site, limits=limits, timeout=30) as browser:
            while not self._over.is_set():
                try:
                    status = (await browser.get(path)).status_code
                except httpx.TransportError as error:
                    self.failed.append(f"{path}: {error!r}")
                else:
                    self.looks += 1
                    if status != httpx.codes.OK:
                        self.failed.append(f"{path}: {status}")
                await asyncio.sleep(BETWEEN_LOOKS)
