"""What a search needs of a world: acts by their names, chance, and a clock."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from domain.refusals import RefusalError
from domain.text import InvalidInput
from rig.explore.choices import Choices, Script

ANSWERS = (RefusalError, InvalidInput)
"""An act that raises one of these was refused, and has changed nothing."""

TICK = timedelta(seconds=1)
"""So long every act takes, that none is at the very moment of another."""


@dataclass(frozen=True)
class Act:
    """One thing that somebody does; `script`: which of the things that could be chosen."""

    name: str
    script: Script = ()

    def __str__(self) -> str:
        return ":".join([self.name, ",".join(map(str, self.script))]).rstrip(":")

    @classmethod
    def read(cls, text: str) -> "Act":
        """What `str` told."""
        name, _, script = text.partition(":")
        return cls(name, tuple(map(int, filter(None, script.split(",")))))


class Clock:
    """The time of all acts; `next_moment`: the earliest one that anything waits for."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = (now or datetime.now(UTC)).replace(microsecond=0)
        self.next_moment: datetime | None = None

    def __call__(self) -> datetime:
        return self.now


class World(Protocol):
    """Those who act upon one small database.

    `machine`: the acts of the product itself, which go on until nothing is left to do. `left_out`:
    acts that others split. `ways`: acts that lead to where much can happen. `again`: does once more
    what the last act of the machine did, as after a crash. `kept` is what stands outside of the
    database, for `restore`.
    """

    chance: Choices
    clock: Clock
    machine: frozenset[str]
    left_out: frozenset[str]
    again: Callable[[], Awaitable[object]] | None

    async def make(self) -> None: ...

    @property
    def ways(self) -> tuple[str, ...]: ...

    @property
    def kept(self) -> Any: ...

    def restore(self, kept: Any) -> None: ...


def acts_of(world: World) -> tuple[str, ...]:
    """The names of all acts."""
    names = (name[3:] for name in dir(world) if name.startswith("do_"))
    return tuple(name for name in names if name not in world.left_out)
