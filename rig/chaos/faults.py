"""What goes wrong in chaos: a plan that a seed makes, and how each kind is brought about."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    AsyncExitStack,
    asynccontextmanager,
    suppress,
)
from dataclasses import dataclass

import asyncpg

from rig.chaos.machines import Machine
from rig.chaos.site import Server, Site
from rig.proxies.link import Fault, Kind, Link, Way
from rig.proxies.smtp import Lie, Lying, Verb

SHORTEST, LONGEST = 0.3, 4.0
"""Seconds that a fault lasts."""

AN_HOUR = 3600.0

VERBS = {Lie.CLOSED: (Verb.END,), Lie.REFUSED: (Verb.GREETING, Verb.MAIL)}
"""Where a lie is told that is not told anywhere: a mail refused for good waits for an operator."""


@dataclass(frozen=True)
class Planned:
    """One fault: when it begins, and for how long it lasts, in seconds. `dice`: for all else."""

    at: float
    kind: str
    lasts: float
    dice: str


Happening = Callable[[Site, random.Random], tuple[str, AbstractAsyncContextManager[object]]]
"""Gives where a fault is, and what begins and ends it; at one place there is one at a time."""


def plan(seed: str, count: int, seconds: float) -> list[Planned]:
    """As many faults, spread over the time; each kind comes once before any comes again."""
    dice = random.Random(seed)  # noqa: S311 -- to be thrown again, not to be secret
    kinds: list[str] = []
    while len(kinds) < count:
        kinds += dice.sample(sorted(KINDS), len(KINDS))
    moments = sorted(dice.uniform(0, seconds) for _ in range(count))
    return [
        Planned(at, kind, dice.uniform(SHORTEST, LONGEST), f"{seed} {n}")
        for n, (at, kind) in enumerate(zip(moments, kinds, strict=False))
    ]


async def bring_about(site: Site, planned: Planned) -> None:
    """Have a fault, from its beginning to its end."""
    dice = random.Random(planned.dice)  # noqa: S311 -- likewise
    place, fault = KINDS[planned.kind](site, dice)
    async with site.place(place), fault:
        await asyncio.sleep(planned.lasts)


def _on_a_way(kind: Kind) -> dict[str, Happening]:
    """This fault on the way to each of the servers."""

    def database(site: Site, dice: random.Random) -> tuple[str, AbstractAsyncContextManager[None]]:
        machine = dice.choice(site.machines)
        return f"database {machine.number}", _broken(machine.database, _fault(kind, dice))

    def temporal(site: Site, dice: random.Random) -> tuple[str, AbstractAsyncContextManager[None]]:
        machine = dice.choice(site.machines)
        return f"temporal {machine.number}", _broken(machine.temporal, _fault(kind, dice))

    def mail(site: Site, dice: random.Random) -> tuple[str, AbstractAsyncContextManager[None]]:
        return "mail", _broken(site.mail, _fault(kind, dice))

    def front(site: Site, dice: random.Random) -> tuple[str, AbstractAsyncContextManager[None]]:
        return "front", _broken(site.front, _fault(kind, dice))

    ways = {"database": database, "temporal": temporal, "mail": mail, "web": front}
    return {f"{kind} way to {name}": happening for name, happening in ways.items()}


def _fault(kind: Kind, dice: random.Random) -> Fault:
    after = int(dice.choice((0, dice.uniform(1, 200), dice.uniform(200, 20_000))))
    return Fault(kind, dice.choice(list(Way)), after, dice.uniform(0.05, 0.5))


@asynccontextmanager
async def _broken(link: Link, fault: Fault) -> AsyncIterator[None]:
    await link.begin(fault)
    try:
        yield
    finally:
        await link.end()


def _lie(lie: Lie) -> Happening:
    def happening(site: Site, dice: random.Random) -> tuple[str, AbstractAsyncContextManager[None]]:
        verb = dice.choice(VERBS.get(lie, tuple(Verb)))
        return "mail", _lied(site, Lying(lie, verb, dice.uniform(0.2, 2)))

    return happening


@asynccontextmanager
async def _lied(site: Site, lying: Lying) -> AsyncIterator[None]:
    site.mail.lying = lying
    try:
        yield
    finally:
        site.mail.lying = None


def _machine(
    act: Callable[[Machine], AbstractAsyncContextManager[None]], program: str
) -> Happening:
    def happening(site: Site, dice: random.Random) -> tuple[str, AbstractAsyncContextManager[None]]:
        machine = dice.choice(site.machines)
        return f"{program} {machine.number}", act(machine)

    return happening


def _server(name: str, act: Callable[[Server], AbstractAsyncContextManager[None]]) -> Happening:
    def happening(site: Site, _: random.Random) -> tuple[str, AbstractAsyncContextManager[None]]:
        return f"server {name}", act(getattr(site, name))

    return happening


def _disk(name: str) -> Happening:
    def happening(site: Site, _: random.Random) -> tuple[str, AbstractAsyncContextManager[None]]:
        return f"server {name}", _full(site, name)

    return happening


@asynccontextmanager
async def _full(site: Site, name: str) -> AsyncIterator[None]:
    """Leave no room, which may end the server; with room again, whoever watches starts it."""
    with site.disks[name].filled():
        yield
    server: Server = getattr(site, name)
    await server.revived()


def _used_up(site: Site, _: random.Random) -> tuple[str, AbstractAsyncContextManager[None]]:
    return "connections", _connections_used_up(site)


@asynccontextmanager
async def _connections_used_up(site: Site) -> AsyncIterator[None]:
    """Take every connection that the server gives to an application."""
    async with AsyncExitStack() as taken:
        with suppress(asyncpg.PostgresError, OSError):
            while True:
                connection = await asyncpg.connect(site.environment["DATABASE_URL"], timeout=5)
                taken.callback(connection.terminate)
        yield


@asynccontextmanager
async def _at_once(block: AbstractContextManager[None]) -> AsyncIterator[None]:
    with block:
        yield


KINDS: dict[str, Happening] = {
    **{name: each for kind in Kind for name, each in _on_a_way(kind).items()},
    **{f"mail server says {lie}": _lie(lie) for lie in Lie},
    "web killed": _machine(lambda at: at.web.killed(), "web"),
    "worker killed": _machine(lambda at: at.worker.killed(), "worker"),
    "web frozen": _machine(lambda at: _at_once(at.web.frozen()), "web"),
    "worker frozen": _machine(lambda at: _at_once(at.worker.frozen()), "worker"),
    "database killed": _server("postgres", lambda at: at.killed()),
    "database restarted": _server("postgres", lambda at: at.stopped()),
    "database frozen": _server("postgres", lambda at: _at_once(at.frozen())),
    "Temporal killed": _server("temporal", lambda at: at.killed()),
    "Temporal frozen": _server("temporal", lambda at: _at_once(at.frozen())),
    "mail server killed": _server("mail_server", lambda at: at.killed()),
    "disk of the database full": _disk("postgres"),
    "disk of Temporal full": _disk("temporal"),
    "disk of the mails full": _disk("mail_server"),
    "clock an hour ahead": _machine(lambda at: _at_once(at.clock_wrong(AN_HOUR)), "clock"),
    "clock an hour behind": _machine(lambda at: _at_once(at.clock_wrong(-AN_HOUR)), "clock"),
    "connections used up": _used_up,
}
