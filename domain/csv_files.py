"""CSV files as offices make and open them: read with limits, written so that no cell is a formula.

A file is UTF-8, with or without a byte order mark, or Windows-31J (S36).
"""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from domain.text import InvalidInput, trim

UNWRITABLE = "〓"
"""What stands for a character that Windows-31J lacks, as Japanese printers have it."""

# A ZIP archive, which Excel's book is too, Excel's older book, and its "Unicode text", UTF-16.
_OTHER_FORMATS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xfe\xff")
_FORMULA_STARTS = frozenset("=+-@\t\r\n\u2212")
# A quoted cell with blanks about it, as people type it: `山田, "営業, 東日本" ,x`.
_QUOTED_AMONG_BLANKS = re.compile(
    r'(?:^|(?<=[,\r\n]))[ \t\u3000]*+("(?:[^"]|"")*+")[ \t\u3000]*+(?=[,\r\n]|\Z)'
)
_BLANK_BY_QUOTE = re.compile(r'[ \t\u3000]"|"[ \t\u3000]')
# Characters that Windows-31J has under another code point of Unicode.
_WINDOWS_TWINS = str.maketrans("〜‖−¢£¬—", "～∥－￠￡￢―")


class Encoding(StrEnum):
    """How a file is written, by Python's name for it; the values are kept in the database.

    What we write in UTF-8 begins with a byte order mark, without which Excel takes it for another.
    """

    UTF_8 = "utf-8"
    WINDOWS_31J = "cp932"


@dataclass(frozen=True)
class Row:
    """One row of a file; `line` is its number in a spreadsheet, where the header is row 1.

    A line break inside a cell begins no row there; an empty row counts.
    """

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A file that was read: its first row, and the others; empty rows are left out."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def is_other_format(beginning: bytes) -> bool:
    """Tell by its first bytes whether a file is a known one that is no CSV."""
    return beginning.startswith(_OTHER_FORMATS)


def read_table(content: bytes, *, most_rows: int) -> Table:
    """Read a file whose first row names the columns; raises `InvalidInput` with what to do.

    `most_rows`: how many rows may follow the first.
    """
    rows = _rows(_decoded(content))
    header = next(rows, None)
    if header is None:
        raise InvalidInput("ファイルに何も書かれていません。内容を入力してから選択してください。")
    kept = tuple(islice(rows, most_rows))
    if left := sum(1 for _ in rows):
        raise InvalidInput(
            "ファイルに{rows}行のデータがあります。一度に読み込めるのは{most}行までです。"
            "行を減らすか、ファイルを分けてください。",
            rows=most_rows + left,
            most=most_rows,
        )
    return Table(header.cells, kept)


def write_table(rows: Iterable[Sequence[str]], encoding: Encoding) -> bytes:
    """Write rows for Excel; cells that it would run as a formula begin with an apostrophe (S34)."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([_harmless(cell) for cell in row] for row in rows)
    if encoding is Encoding.UTF_8:
        return codecs.BOM_UTF8 + written.getvalue().encode()
    return b"".join(_in_windows_31j(sign) for sign in written.getvalue().translate(_WINDOWS_TWINS))


def excerpt(cell: str) -> str:
    """What a page shows of a cell: at most 40 characters, in one line, all of them visible."""
    line = "".join(sign if sign.isprintable() else " " for sign in cell[:40]).strip()
    return f"{line}…" if len(cell) > 40 else line


def _decoded(content: bytes) -> str:
    if is_other_format(content):
        raise InvalidInput(
            "CSVファイルではありません。Excelでは「名前を付けて保存」で、"
            "ファイルの種類に「CSV UTF-8(コンマ区切り)」を選んで保存してください。"
        )
    for encoding in Encoding:
        try:
            text = content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        return text
    raise InvalidInput(
        "文字を読み取れません。文字コードをUTF-8またはShift_JISにして保存してください。"
    )


def csv_rows(text: str) -> Iterator[list[str]]:
    """Read rows as they are meant: blanks about a quoted cell are no part of it.

    Raises `csv.Error` for what nobody can read.
    """
    if _BLANK_BY_QUOTE.search(text):
        text = _QUOTED_AMONG_BLANKS.sub(r"\1", text)
    return csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)


def _rows(text: str) -> Iterator[Row]:
    line = 0
    try:
        for line, cells in enumerate(csv_rows(text), 1):
            _refuse_nul(line, cells)
            if any(trim(cell) for cell in cells):
                yield Row(line, tuple(cells))
    except csv.Error as error:
        raise InvalidInput(
            '{line}行目から先を読み取れません。引用符「"」が正しく閉じられているか、ご確認ください。',
            line=line + 1,
        ) from error


def _refuse_nul(line: int, cells: Sequence[str]) -> None:
    if any("\0" in cell for cell in cells):
        raise InvalidInput(
            "{line}行目に読み取れない文字（U+0000）があります。取り除いてください。", line=line
        )


def _harmless(cell: str) -> str:
    """Full-width twins count too: a spreadsheet may fold them (ASVS 1.2.10)."""
    first = unicodedata.normalize("NFKC", cell[:1])
    return f"'{cell}" if first in _FORMULA_STARTS else cell


def _in_windows_31j(sign: str) -> bytes:
    try:
        return sign.encode("cp932")
    except UnicodeEncodeError:
        return UNWRITABLE.encode("cp932")
