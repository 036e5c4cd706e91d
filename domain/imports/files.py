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

from domain.csv_files import Encoding, is_other_format
from domain.text import InvalidInput

T = TypeVar("T")


class ImportKind(StrEnum):
    """What a file is about."""

    COMPANIES = "companies"
    CORPORATIONS = "corporations"


@dataclass(frozen=True)
class LineProblem:
    """Why a line, counted from 1, was not taken; without what stands in it."""

    line: int
    text: str


@dataclass(frozen=True)
class Batch(Generic[T]):
    """Lines that stand together: what each says, with its number, and those that say nothing.

    `lines`: how many there are, with the empty ones and the bad ones.
    """

    entries: tuple[tuple[int, T], ...]
    problems: tuple[LineProblem, ...]
    lines: int


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
    understand: Callable[[Sequence[str]], T | None],
) -> Batch[T]:
    """Read whole lines of a file.

    `understand` gives what the cells of a line say, None where that is nothing to be taken, and
    raises `InvalidInput` for a line that is to be reported.
    """
    entries: list[tuple[int, T]] = []
    problems: list[LineProblem] = []
    lines = piece.removesuffix(b"\n").split(b"\n")
    for number, line in enumerate(lines, lines_before + 1):
        try:
            cells = cells_of(line, encoding)
            entry = understand(cells) if cells else None
        except InvalidInput as error:
            problems.append(LineProblem(number, str(error)))
        else:
            if entry is not None:
                entries.append((number, entry))
    return Batch(tuple(entries), tuple(problems), len(lines))


def cells_of(line: bytes, encoding: Encoding) -> list[str]:
    """Split one line into its cells, none for an empty one; raises `InvalidInput`."""
    try:
        text = line.rstrip(b"\r").decode(encoding).removeprefix("\ufeff")
        return next(csv.reader([text], strict=True)) if text.strip() else []
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
