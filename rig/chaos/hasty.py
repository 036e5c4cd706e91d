"""How people use their browser: they press twice, and reload."""

import asyncio
import random
import time
from collections.abc import Awaitable

import httpx

from rig.chaos.ledger import Ledger
from rig.visitor import Page, Visitor

TWICE = 0.15
"""How often somebody presses a button twice, and how often somebody reloads."""


class Hasty(Visitor):
    """Presses some buttons twice, reloads some pages, and has it noted how long each takes."""

    def __init__(self, client: httpx.AsyncClient, dice: random.Random, ledger: Ledger) -> None:
        super().__init__(client)
        self._dice = dice
        self._ledger = ledger

    async def get(self, path: str, **headers: str) -> Page:
        if self._dice.random() < TWICE:
            await self._timed(path, super().get(path, **headers))
        return await self._timed(path, super().get(path, **headers))

    async def post(self, path: str, fields: dict[str, str]) -> Page:
        presses = [self._timed(path, super().post(path, fields))]
        if self._dice.random() < TWICE:
            presses.append(self._timed(path, super().post(path, fields)))
        answers = await asyncio.gather(*presses, return_exceptions=True)
        # A browser shows what answers the last press, whatever became of those before.
        last = answers[-1]
        if isinstance(last, BaseException):
            raise last
        return last

    async def _timed(self, path: str, asked: Awaitable[Page]) -> Page:
        began = time.monotonic()
        where = "/".join(part if len(part) < 20 else "…" for part in path.split("/"))
        try:
            page = await asked
        finally:
            self._ledger.waited(where, time.monotonic() - began)
        self._ledger.answered(page.status, where)
        return page
