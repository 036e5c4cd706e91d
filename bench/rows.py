"""Rows of the table that compares ours with the same thing done bare."""

import sys
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from unicodedata import east_asian_width

HEAD = ("what", "ours", "bare", "ratio", "aim")


@dataclass(frozen=True)
class Row:
    """One thing measured both ways in the same run; `ratio` is None where there is none to say."""

    what: str
    ours: str
    bare: str
    ratio: float | None
    aim: str


def show(rows: Iterable[Row]) -> None:
    """Print one table, its columns aligned."""
    lines = [HEAD, *(_cells(row) for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        sys.stdout.write("  ".join(map(_padded, line, widths)).rstrip() + "\n")


def _cells(row: Row) -> tuple[str, ...]:
    what, ours, bare, ratio, aim = astuple(row)
    return what, ours, bare, "" if ratio is None else f"{ratio:.2f}", aim


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
