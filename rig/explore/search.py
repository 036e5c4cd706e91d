"""Goes through what people, timers, administrators and crashes can do next, at every situation.

At each situation every act is done, in every way to choose, and undone. What it leads to is looked
at by the auditor, unless it was met before, and is gone into: first what is on the world's ways,
then depth first, each descent from a situation that was left open, rather a shallow one.
"""

import math
import random
import time
from dataclasses import dataclass, field
from typing import Any

from rig.explore.ground import Ground
from rig.explore.playing import BrokenError, Path, Play, Violation
from rig.explore.situation import Situation
from rig.explore.worlds import Act, World, acts_of

DEEPEST = 40
"""So many acts a path has at most."""

OF_ONE_DESCENT = 12
"""So many situations are gone into before another descent begins elsewhere."""

TO_CHOOSE_FROM = 6
"""The shallowest of so many open situations is the next to descend from."""

UNTIL_TIDY = 25
"""After so many descents what was undone is removed from the tables."""


@dataclass
class Report:
    """How much was searched. `met`: the digests of all situations."""

    met: set[bytes] = field(default_factory=set)
    gone_into: int = 0
    transitions: int = 0
    refused: int = 0
    unchanged: int = 0
    quiet: int = 0
    deepest: int = 0
    seconds: float = 0.0
    violation: Violation | None = None


@dataclass
class _Place:
    """A situation on the way down, and where it leads that was not met before."""

    situation: Situation
    kept: Any
    ways: list[Act] = field(default_factory=list)


class Search(Play):
    """One search through one world, on one database."""

    def __init__(self, ground: Ground, world: World, seed: int) -> None:
        super().__init__(ground, world)
        self.report = Report()
        self._dice = random.Random(seed)  # noqa: S311 -- to be thrown again, not to be secret
        self._acts = acts_of(world)
        self._at: Path = ()
        self._open: list[tuple[Path, bytes]] = []
        self._gone_into: set[bytes] = set()

    async def run(self, seconds: float = math.inf, transitions: float = math.inf) -> Report:
        """Search for so long, or so far, until everything was met, or something is wrong."""
        began = time.monotonic()
        self._until, self._most = began + seconds, transitions
        try:
            for way in ("", *self._world.ways):
                await self._go_way(tuple(map(Act.read, way.split())))
            descents = 0
            while not self._over and (path := self._next_open()) is not None:
                await self._descend(path, tidy=not descents % UNTIL_TIDY)
                descents += 1
        except BrokenError as broken:
            self.report.violation = Violation(str(broken), self._at)
        self.report.seconds = time.monotonic() - began
        return self.report

    async def _go_way(self, way: Path) -> None:
        """Go into every situation on a way."""
        await self._begin()
        for length in range(len(way) + 1):
            if length and await self._try(way[:length]) is None:
                raise ValueError(f"{way[length - 1]} was refused on a way that should be open")
            place = _Place(await self._read(), self._keep())
            await self._meet(way[:length], place.situation)
            if place.situation.digest not in self._gone_into and not self._over:
                await self._ground.mark(0)
                await self._go_into(place, way[:length], 0)

    def _next_open(self) -> Path | None:
        while self._open:
            some = self._dice.sample(range(len(self._open)), min(TO_CHOOSE_FROM, len(self._open)))
            chosen = min(some, key=lambda place: len(self._open[place][0]))
            self._open[chosen], self._open[-1] = self._open[-1], self._open[chosen]
            path, digest = self._open.pop()
            if digest not in self._gone_into and len(path) < DEEPEST:
                return path
        return None

    @property
    def _over(self) -> bool:
        return time.monotonic() > self._until or self.report.transitions > self._most

    async def _descend(self, path: Path, *, tidy: bool) -> None:
        await self._begin(tidy=tidy)
        for act in path:
            await self._again_or_fail(act)
        way = list(path)
        places: list[_Place] = []
        left = OF_ONE_DESCENT
        situation: Situation | None = await self._read()
        while left and not self._over:
            if situation is not None:
                await self._ground.mark(len(places))
                places.append(_Place(situation, self._keep()))
                if situation.digest not in self._gone_into and len(way) < DEEPEST:
                    await self._go_into(places[-1], tuple(way), len(places) - 1)
                    left -= 1
            if not places[-1].ways:
                places.pop()
                if not places:
                    return
                way.pop()
                await self._ground.back_to(len(places) - 1)
                self._restore(places[-1].kept)
                situation = None
                continue
            await self._ground.back_to(len(places) - 1)
            self._restore(places[-1].kept)
            act = places[-1].ways.pop()
            situation = await self._again_or_fail(act)
            way.append(act)

    async def _go_into(self, place: _Place, path: Path, deep: int) -> None:
        """Do everything that can be done here."""
        self._gone_into.add(place.situation.digest)
        self.report.gone_into += 1
        own, quiet = place.situation.digest, True
        for name in self._dice.sample(self._acts, len(self._acts)):
            act: Act | None = Act(name)
            while act is not None:
                changed = await self._try((*path, act), own)
                made = Act(name, self._world.chance.made)
                if changed is not None and changed.digest != own:
                    quiet = quiet and name not in self._world.machine
                    if await self._meet((*path, made), changed):
                        place.ways.append(made)
                script = self._world.chance.next_script()
                act = None if script is None else Act(name, script)
                await self._ground.back_to(deep)
                self._restore(place.kept)
        if quiet:
            self.report.quiet += 1
            self._at = path
            await self._lawful(at_once=True)
        self._dice.shuffle(place.ways)

    async def _again_or_fail(self, act: Act) -> Situation:
        """Do what was done before at this place."""
        if not await self._run(act):
            raise RuntimeError(f"{act} was possible here, and is refused now")
        return await self._read()

    async def _try(self, path: Path, own: bytes = b"") -> Situation | None:
        """Do the last act of a path; None where it was refused."""
        self._at = path
        self.report.transitions += 1
        if not await self._run(path[-1]):
            self.report.refused += 1
            return None
        situation = await self._read()
        self.report.unchanged += situation.digest == own
        return situation

    async def _meet(self, path: Path, situation: Situation) -> bool:
        """Look at a situation that was not met before; False where it was."""
        if situation.digest in self.report.met:
            return False
        self.report.met.add(situation.digest)
        self.report.deepest = max(self.report.deepest, len(path))
        self._open.append((path, situation.digest))
        self._at = path
        await self._lawful()
        await self._once_more(situation)
        return True
