"""Runs a search in a database of its own, and tells of it."""

import math
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from db.engine import database
from rig.applications import CLOCK, Applications
from rig.databases import copy_template, drop
from rig.explore.applications import ApplicationsWorld
from rig.explore.company import CompanyWorld
from rig.explore.ground import open_ground
from rig.explore.playing import Violation
from rig.explore.search import Report, Search
from rig.explore.worlds import Act, Clock, World
from settings import Settings

WORLDS = ("applications", "company")


@asynccontextmanager
async def open_search(postgres: str, world: str, seed: int) -> AsyncIterator[Search]:
    """Have a search on a copy of the template while the block lasts."""
    name = f"inforex_explored_{secrets.token_hex(4)}"
    url = await copy_template(postgres, name)
    try:
        settings = _settings(url)
        # Ahead of what the database itself takes for the time.
        clock = Clock(datetime.now(UTC) + timedelta(days=1))
        CLOCK.set(clock)
        async with database(url):
            made = await _world(world, settings, clock)
            await made.make()
        async with open_ground(url) as ground:
            yield Search(ground, made, seed)
    finally:
        await drop(postgres, name)


async def explore(  # noqa: PLR0913 -- where, through what, and how far
    postgres: str,
    world: str,
    seed: int,
    *,
    seconds: float = math.inf,
    transitions: float = math.inf,
    shortens: bool = True,
) -> Report:
    """Search for so long, or so far; `shortens`: a fault is told by as few acts as suffice."""
    async with open_search(postgres, world, seed) as search:
        report = await search.run(seconds, transitions)
        if report.violation is not None and shortens:
            report.violation = await search.shortened(report.violation)
        return report


async def follow(postgres: str, world: str, path: Sequence[Act]) -> Violation | None:
    """Do what a search told."""
    async with open_search(postgres, world, seed=0) as search:
        return await search.follow(path)


async def _world(name: str, settings: Settings, clock: Clock) -> World:
    if name == "applications":
        return ApplicationsWorld(Applications(settings), clock=clock)
    company = await CompanyWorld.made(settings)
    company.clock = clock
    return company


def _settings(url: str) -> Settings:
    return Settings.from_environment(
        {
            "DATABASE_URL": url,
            "BASE_URL": "https://inforex.test",
            "LINK_KEYS": secrets.token_hex(32),
            "CSRF_SECRET": secrets.token_hex(32),
        }
    )
