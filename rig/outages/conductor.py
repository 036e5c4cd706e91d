"""Has every step of every workflow meet every kind of outage: it begins when the step does."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from rig.outages.gate import Ended, StepName

ENOUGH = 3.0
"""Seconds of an outage that a step meets at least; less where all are shorter."""

TO_FAIL = 30.0
"""Seconds for which an outage goes on at most for a step that has yet to fail by it."""

BETWEEN_LOOKS = 0.02

BREATH = 0.4
"""Seconds between two outages at least, in which what was interrupted can be finished."""


class Kind(Hashable, Protocol):
    """A kind of outage; `fails`: whether who meets it fails, or takes longer."""

    @property
    def fails(self) -> bool: ...


AnyKind = TypeVar("AnyKind", bound=Kind)
Begun_contra = TypeVar("Begun_contra", bound=Kind, contravariant=True)


class Breakable(Protocol[Begun_contra]):
    """A way that can be out."""

    async def begin(self, outage: Begun_contra, /) -> None: ...
    async def end(self) -> None: ...


@dataclass
class Meeting(Generic[AnyKind]):
    """A step that began in an outage. `felt`: it failed, or took until the outage was over."""

    step: StepName
    outage: AnyKind
    began: float
    """By the clock of the loop."""

    felt: bool = False
    is_over: bool = False


@dataclass
class _Present(Generic[AnyKind]):
    """The outage that there is; `ends_at` by the clock of the loop. Then there may be another."""

    kind: AnyKind
    ends_at: float = 0.0
    meetings: list[Meeting[AnyKind]] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    another: asyncio.Event = field(default_factory=asyncio.Event)

    def lasts(self, seconds: float) -> None:
        """Have it go on for so long from now."""
        self.ends_at = max(self.ends_at, _now() + seconds)

    async def served(self) -> None:
        """Return when it has lasted long enough, and was felt by all whom it makes fail.

        Others may meet it until then, and put that off.
        """
        while self.ends_at > _now() or self._has_to_fail():  # noqa: ASYNC110 -- both may change
            await asyncio.sleep(BETWEEN_LOOKS)

    def _has_to_fail(self) -> bool:
        """Whether somebody who met it not long ago has yet to fail by it."""
        return self.kind.fails and any(
            not each.is_over and each.began + TO_FAIL > _now() for each in self.meetings
        )


@dataclass
class Conductor(Generic[AnyKind]):
    """Begins an outage whenever a step begins that has not met one of each kind.

    It shares one that there is already, if that is of a kind that it needs; else it waits for the
    end of that. The last of the kinds it meets last: by others it fails, which is the occasion for
    the next, but a step that hangs goes on. `steps`: the names of those that it is about; all
    without any.
    """

    proxy: Breakable[AnyKind]
    steps: Collection[str] = ()
    kinds: Collection[AnyKind] = ()
    seconds: float = 1.0
    seen: set[StepName] = field(default_factory=set)
    meetings: list[Meeting[AnyKind]] = field(default_factory=list)
    outages: int = 0
    _met: dict[StepName, set[AnyKind]] = field(default_factory=lambda: defaultdict(set))
    _present: _Present[AnyKind] | None = None
    _ending: asyncio.Task[None] | None = None

    def play(self, kinds: Collection[AnyKind], seconds: float) -> None:
        """Begin anew."""
        self.kinds, self.seconds = kinds, seconds
        self.seen, self.meetings, self.outages = set(), [], 0
        self._met.clear()

    def stop(self) -> None:
        """Let no more outages begin."""
        self.kinds = ()

    async def begins(self, step: StepName) -> Ended:
        """Have a step meet an outage that it has not met; gives what to call when it has ended."""
        if self.steps and step.step not in self.steps:
            return lambda _: None
        self.seen.add(step)
        while wanted := [kind for kind in self.kinds if kind not in self._met[step]]:
            present = self._present or await self._begin(wanted[0])
            if present.kind in (wanted[:-1] or wanted) and not present.over.is_set():
                return self._meets(step, present)
            await present.another.wait()
        return lambda _: None

    async def _begin(self, kind: AnyKind) -> _Present[AnyKind]:
        self._present = present = _Present(kind)
        present.lasts(self.seconds)
        self.outages += 1
        await self.proxy.begin(kind)
        self._ending = asyncio.create_task(self._end(present))
        return present

    async def _end(self, present: _Present[AnyKind]) -> None:
        await present.served()
        # Before it is: who begins while the way opens again has met nothing.
        present.over.set()
        await self.proxy.end()
        await asyncio.sleep(BREATH)
        self._present = None
        present.another.set()

    def _meets(self, step: StepName, present: _Present[AnyKind]) -> Callable[[bool], None]:
        self._met[step].add(present.kind)
        meeting = Meeting(step, present.kind, _now())
        self.meetings.append(meeting)
        present.meetings.append(meeting)
        present.lasts(min(ENOUGH, self.seconds))

        def ended(failed: bool) -> None:  # noqa: FBT001 -- the gate calls it
            meeting.felt = failed or present.over.is_set()
            meeting.is_over = True

        return ended


def _now() -> float:
    return asyncio.get_running_loop().time()
