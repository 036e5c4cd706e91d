"""Chance that leaves nothing to chance: it goes through every way to choose, one by one."""

import random
from collections.abc import Sequence
from typing import TypeVar

One = TypeVar("One")

MOST = 4
"""Of more that could be chosen only so many are."""

Script = tuple[int, ...]
"""Which was chosen at each choice of an act."""


class Choices(random.Random):
    """What an act chooses by, whose choices are read from a script; the first where it ends."""

    def __init__(self) -> None:
        super().__init__(0)
        self.begin(())

    def begin(self, script: Script) -> None:
        """Let the next act choose by this script."""
        self._script = script
        self._made: list[tuple[int, int]] = []

    @property
    def made(self) -> Script:
        """What was chosen since."""
        return tuple(which for which, _ in self._made)

    def next_script(self) -> Script | None:
        """The next way to choose in an act that has just chosen; None after the last."""
        for place in reversed(range(len(self._made))):
            which, among = self._made[place]
            if which + 1 < among:
                return (*self.made[:place], which + 1)
        return None

    def choice(self, seq: Sequence[One]) -> One:  # type: ignore[override]  # positional in all uses
        return seq[self._choose(min(len(seq), MOST))]

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """The first or the last."""
        numbers = range(start, stop, step) if stop is not None else range(start)
        return numbers[-self._choose(min(len(numbers), 2))]

    def random(self) -> float:
        """Enough for whatever is done now and then."""
        return 1.0

    def _choose(self, among: int) -> int:
        place = len(self._made)
        which = self._script[place] if place < len(self._script) else 0
        self._made.append((which, among))
        return which
