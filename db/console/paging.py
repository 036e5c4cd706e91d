"""One page of a list, which goes on from a row in either direction."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

R = TypeVar("R")
K = TypeVar("K")

PER_PAGE = 50

MOST_EXPORTED_ROWS = 100_000

PORTION = 2_000
"""So many rows of a list are read at once for a file."""


@dataclass(frozen=True)
class Ordering:
    """An order by a column that is never NULL, then by the key, which no two rows share."""

    table: str
    column: str
    key: str
    descending: bool = False

    def turned(self, *, backwards: bool) -> "Ordering":
        """The order in which rows are read that come before one."""
        return replace(self, descending=not self.descending) if backwards else self

    def sql(self, column: str = "") -> str:
        """For ORDER BY; `column`: what the column is called there."""
        return f"{column or self.column} {self.direction}, {self.key} {self.direction}"

    @property
    def direction(self) -> str:
        """ASC or DESC."""
        return "DESC" if self.descending else "ASC"

    @property
    def beyond(self) -> str:
        """The condition that a row comes after the one of a key."""
        sign = "<" if self.descending else ">"
        return (
            f"({self.column}, {self.key}) {sign} (SELECT last.{self.column}, last.{self.key}"  # noqa: S608 -- only constants of the code are put in
            f" FROM {self.table} AS last WHERE last.{self.key} = {{}})"
        )


@dataclass(frozen=True)
class Cut(Generic[R, K]):
    """What one page shows, and the keys of the rows where others go on; None where there are none.

    The page before ends before `back`, the next one begins after `next`.
    """

    shown: tuple[R, ...]
    back: K | None
    next: K | None


def cut(
    rows: Sequence[R],
    key: Callable[[R], K],
    *,
    after: object = None,
    before: object = None,
    most: int = PER_PAGE,
) -> Cut[R, K]:
    """Make a page of rows, of which one more was read than it shows.

    `after`, `before`: where it was read from; what was read backwards is turned round.
    """
    more, shown = len(rows) > most, tuple(rows[:most])
    if not shown:
        return Cut((), None, None)
    if before:
        return Cut(shown[::-1], key(shown[-1]) if more else None, key(shown[0]))
    return Cut(shown, key(shown[0]) if after else None, key(shown[-1]) if more else None)


Read = Callable[[str, int], Awaitable[tuple[Sequence[R], str | None]]]
"""Reads at most so many rows after a place, with the place where the next ones begin, if any."""


async def in_portions(read: Read[R], most: int = MOST_EXPORTED_ROWS) -> AsyncIterator[Sequence[R]]:
    """Read a list from its beginning, at most `most` rows of it."""
    left, place = most, ""
    while left > 0:
        rows, following = await read(place, min(PORTION, left))
        yield rows
        if following is None:
            return
        left, place = left - len(rows), following
