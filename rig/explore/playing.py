"""Does acts, one after the other, and looks at what comes of each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rig.explore.ground import Ground
from rig.explore.laws import AT_ONCE, IN_ITS_TIME, breaches
from rig.explore.situation import Situation, read_situation
from rig.explore.worlds import ANSWERS, TICK, Act, World

Path = tuple[Act, ...]


@dataclass(frozen=True)
class Violation:
    """What must not be; `path` leads to it."""

    what: str
    path: Path

    @property
    def kind(self) -> str:
        """The law, or the sort of fault."""
        return self.what.partition(":")[0]


class BrokenError(Exception):
    """Something that must not be; the message tells what."""


class Play:
    """Acts upon one world, on one database."""

    def __init__(self, ground: Ground, world: World) -> None:
        self._ground, self._world = ground, world
        self._start = self._keep()

    async def follow(self, path: Sequence[Act]) -> Violation | None:
        """Do these acts, one after the other, but for those that are refused; the first fault.

        At the end the machine goes on where it can.
        """
        await self._begin()
        done: Path = ()
        for act in path:
            try:
                if await self._done(act):
                    done += (act,)
            except BrokenError as broken:
                return Violation(str(broken), (*done, act))
        try:
            await self._look_whether_quiet(await self._read())
        except BrokenError as broken:
            return Violation(str(broken), done)
        return None

    async def shortened(self, violation: Violation) -> Violation:
        """The same fault by as few acts as suffice: none of them can be left out."""
        shortest, place = violation, len(violation.path) - 1
        while place >= 0:
            path = shortest.path
            found = await self.follow((*path[:place], *path[place + 1 :]))
            if found is not None and found.kind == violation.kind:
                shortest, place = found, min(place, len(found.path))
            place -= 1
        return shortest

    async def _begin(self, *, tidy: bool = False) -> None:
        await self._ground.begin_anew(tidy=tidy)
        self._restore(self._start)

    async def _lawful(self, *, at_once: bool = False) -> None:
        grace = AT_ONCE if at_once else IN_ITS_TIME
        found = await breaches(self._ground.connection, self._world.clock.now, grace)
        if found:
            raise BrokenError("; ".join(map(str, found)))

    async def _once_more(self, situation: Situation) -> None:
        """What the machine did last it does again, as after a crash; nothing may change by it."""
        if self._world.again is None:
            return
        before = self._keep()
        await self._world.again()
        changed = (await self._read()).text
        self._restore(before)
        if changed != situation.text:
            raise BrokenError(f"twice is not once: {_difference(situation.text, changed)}")

    async def _look_whether_quiet(self, situation: Situation) -> None:
        """If the machine has nothing left to do, all that follows from what was done is there."""
        kept = self._keep()
        await self._ground.mark(0)
        for name in self._world.machine:
            act: Act | None = Act(name)
            while act is not None:
                if await self._run(act) and (await self._read()).digest != situation.digest:
                    return
                script = self._world.chance.next_script()
                act = None if script is None else Act(name, script)
                await self._ground.back_to(0)
                self._restore(kept)
        await self._lawful(at_once=True)

    async def _done(self, act: Act) -> bool:
        """Do an act and look at everything; False, and nothing done, where it was refused."""
        kept = self._keep()
        await self._ground.mark(0)
        if not await self._run(act):
            await self._ground.back_to(0)
            self._restore(kept)
            return False
        situation = await self._read()
        await self._lawful()
        await self._once_more(situation)
        return True

    async def _run(self, act: Act) -> bool:
        """Do one act; False where it was refused."""
        world = self._world
        world.clock.now += TICK
        world.again = None
        world.chance.begin(act.script)
        do = getattr(world, f"do_{act.name}")
        try:
            await do()
            await self._ground.settle()
        except ANSWERS:
            return False
        except Exception as error:
            what = str(error).partition("\n")[0]
            raise BrokenError(f"{type(error).__name__}: {act}: {what}") from error
        return True

    async def _read(self) -> Situation:
        clock = self._world.clock
        situation = await read_situation(self._ground.connection, clock.now)
        clock.next_moment = situation.next_moment
        return situation

    def _keep(self) -> Any:
        return self._world.kept, self._world.clock.now, self._world.clock.next_moment

    def _restore(self, kept: Any) -> None:
        self._world.restore(kept[0])
        self._world.clock.now = kept[1]
        self._world.clock.next_moment = kept[2]


def _difference(before: str, after: str) -> str:
    """The first lines that are not the same."""
    old, new = Counter(before.splitlines()), Counter(after.splitlines())
    return f"{[*(old - new)][:3]} became {[*(new - old)][:3]}"
