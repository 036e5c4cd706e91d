"""CSV files that an office sends: which column is which, and what is to be corrected in a cell."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from unicodedata import normalize

from domain.csv_files import excerpt
from domain.text import InvalidInput

MOST_NAMED = 10
"""So many columns a page names; a file may have any number that nobody knows."""


@dataclass(frozen=True)
class CellProblem:
    """What is to be corrected in one cell, or in its row where no column is named.

    `typed` is what stands there.
    """

    column: str
    typed: str
    message: InvalidInput

    def __str__(self) -> str:
        return f"{self.column}：{self.message}" if self.column else str(self.message)


@dataclass(frozen=True)
class Columns:
    """The columns of a file as they stand; `unknown` are passed over, the first of them named."""

    names: tuple[str, ...]
    unknown: tuple[str, ...]

    def cells(self, row: Sequence[str]) -> Mapping[str, str]:
        """What stands in a row, by the names of the columns; empty where the row ends early."""
        return dict(zip(self.names, tuple(row) + ("",) * len(self.names), strict=False))

    def surplus(self, row: Sequence[str]) -> tuple[str, ...]:
        """What stands beyond the last column; a comma outside quotes shifts cells there."""
        beyond = tuple(row[len(self.names) :])
        return beyond if any(cell.strip() for cell in beyond) else ()


def columns_of(
    header: Sequence[str], *, needed: Sequence[str], known: Sequence[str] = ()
) -> Columns:
    """Understand a first line in whichever order and width; `known` may be there or not.

    Raises `InvalidInput` where a needed column is missing, or it is not clear which one is meant.
    """
    names = tuple(normalize("NFKC", excerpt(name)) for name in header)
    while names and not names[-1]:
        names = names[:-1]
    times = Counter(names)
    ours = (*needed, *known)
    missing = [name for name in needed if name not in times]
    repeated = [name for name in ours if times[name] > 1]
    if missing or repeated:
        raise InvalidInput(
            "1行目の見出しを、ひな形に合わせてください。"
            "足りない列：{missing} 重複している列：{repeated}",
            missing=quoted(missing),
            repeated=quoted(repeated),
        )
    unknown = islice((name for name in times if name and name not in ours), MOST_NAMED)
    return Columns(names, tuple(unknown))


def quoted(names: Iterable[str]) -> str:
    """Name columns, each in brackets; 「－」 for none."""
    return "".join(f"「{name}」" for name in names) or "－"
