"""Files that are taken in: what they are about, how they are written, and how lines are read.

One line is one entry, so that a line that cannot be taken stops no other, and an import can go on
after any line.
"""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from domain.csv_files import Encoding, csv_rows, is_other_format
from domain.text import InvalidInput

T = TypeVar("T")


class ImportKind(StrEnum):
    """What a file is about."""

    COMPANIES = "companies"
    CORPORATIONS = "corporations"

    @property
    def has_header(self) -> bool:
        """Whether the first line names the columns."""
        return self is ImportKind.COMPANIES


@dataclass(frozen=True)
class LineProblem:
    """Why a line, counted from 1, was not taken, or skipped; without what stands in it."""

    line: int
    text: str


@dataclass(frozen=True)
class Skipped:
    """A line that is right and yet nothing to be taken; `text` says why."""

    text: str


@dataclass(frozen=True)
class Batch(Generic[T]):
    """Lines that stand together: what each says, with its number, and those that are not taken.

    `lines`: how many there are, with the header, the bad ones and those that are skipped.
    """

    entries: tuple[tuple[int, T], ...]
    problems: tuple[LineProblem, ...]
    skipped: tuple[LineProblem, ...]
    lines: int


class BadLineError(InvalidInput):
    """A line with several things to correct, all said at once."""

    def __init__(self, problems: Sequence[InvalidInput]) -> None:
        super().__init__("{said}", said="／".join(map(str, problems)))


def encoding_of(beginning: bytes) -> Encoding:
    """Tell how a file is written by its first lines, with some broken characters among them.

    Raises `InvalidInput` for a file that is no CSV at all.
    """
    if is_other_format(beginning):
        raise InvalidInput(
            "CSVファイルではありません。ZIPファイルは展開し、Excelのファイルは"
            "「CSV UTF-8(コンマ区切り)」の形式で保存してから選択してください。"
        )
    foreign = [line for line in beginning.split(b"\n") if not line.isascii()]
    readable = sum(1 for line in foreign if _is_utf_8(line))
    return Encoding.UTF_8 if 2 * readable >= len(foreign) else Encoding.WINDOWS_31J


def read_batch(
    piece: bytes,
    lines_before: int,
    encoding: Encoding,
    understand: Callable[[Sequence[str]], T | Skipped],
    *,
    header: bool = False,
) -> Batch[T]:
    """Read whole lines of a file.

    `understand` gives what the cells of a line say, or why it is skipped, and raises
    `InvalidInput` for a line that is to be corrected. `header`: line 1 names the columns, and is
    no line of those.
    """
    entries: list[tuple[int, T]] = []
    problems: list[LineProblem] = []
    skipped: list[LineProblem] = []
    lines = piece.removesuffix(b"\n").split(b"\n")
    for number, line in enumerate(lines, lines_before + 1):
        if header and number == 1:
            continue
        try:
            cells = cells_of(line, encoding)
            entry = understand(cells) if cells else _EMPTY
        except InvalidInput as error:
            problems.append(LineProblem(number, str(error)))
            continue
        if isinstance(entry, Skipped):
            skipped.append(LineProblem(number, entry.text))
        else:
            entries.append((number, entry))
    return Batch(tuple(entries), tuple(problems), tuple(skipped), len(lines))


_EMPTY = Skipped("何も書かれていない行です。")


def cells_of(line: bytes, encoding: Encoding) -> list[str]:
    """Split one line into its cells, none where all are empty; raises `InvalidInput`."""
    try:
        text = line.rstrip(b"\r").decode(encoding).removeprefix("\ufeff")
        return next(csv_rows(text)) if text.replace(",", "").strip() else []
    except UnicodeDecodeError as error:
        raise InvalidInput("読み取れない文字があります。文字コードをご確認ください。") from error
    except csv.Error as error:
        raise InvalidInput(
            '読み取れません。引用符「"」が閉じているか、1件が1行に収まっているかをご確認ください。'
        ) from error


def accept_cell(label: str, rule: Callable[[str], T], text: str) -> T:
    """Understand one cell by its rule; the `InvalidInput` names the column."""
    try:
        return rule(text)
    except InvalidInput as error:
        said = re.sub(f"^{re.escape(label)}[はを]", "", str(error))
        raise InvalidInput("{label}：{said}", label=label, said=said) from error


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
