"""How files are written, and how their lines are read."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.csv_files import Encoding
from domain.imports.company_file import HEADER, reader_of
from domain.imports.corporation_file import accept_corporation
from domain.imports.files import (
    Batch,
    LineProblem,
    Skipped,
    cells_of,
    encoding_of,
    read_batch,
)
from domain.text import InvalidInput

TEXT = "株式会社見本食品,東京都\n有限会社架空水産,北海道\n"


def read(piece: bytes, encoding: Encoding = Encoding.UTF_8) -> Batch[str]:
    def first_cell(cells: Sequence[str]) -> str | Skipped:
        if cells[0] == "悪い":
            raise InvalidInput("悪い行です。")
        return Skipped("無言の行です。") if cells[0] == "無言" else cells[0]

    return read_batch(piece, 10, encoding, first_cell)


@pytest.mark.parametrize("python_name", ["utf-8", "utf-8-sig"])
def test_utf_8_is_told_with_and_without_its_mark(python_name: str) -> None:
    assert encoding_of(TEXT.encode(python_name)) is Encoding.UTF_8


def test_windows_31j_is_told() -> None:
    assert encoding_of(f"{TEXT}①髙﨑".encode("cp932")) is Encoding.WINDOWS_31J


def test_lines_without_japanese_do_not_make_it_utf_8() -> None:
    assert encoding_of(b"1,ABC\n2,DEF\n3," + "企業".encode("cp932")) is Encoding.WINDOWS_31J


def test_a_line_that_reads_as_either_does_not_make_it_utf_8() -> None:
    either = "ﾐｴ".encode("cp932")
    assert either.decode() == "д"
    beginning = b"\n".join([either, "株式会社見本食品".encode("cp932"), "架空".encode("cp932")])
    assert encoding_of(beginning) is Encoding.WINDOWS_31J


def test_of_as_many_lines_each_way_it_is_utf_8() -> None:
    """So what is not is reported; read the other way it would often say something else."""
    assert encoding_of("見本\n".encode() + "架空\n".encode("cp932")) is Encoding.UTF_8


def test_ascii_counts_as_utf_8() -> None:
    assert encoding_of(b"1,2\n") is Encoding.UTF_8


def test_a_broken_line_does_not_make_it_another_encoding() -> None:
    assert encoding_of(TEXT.encode() + b"\x83\x5c,\xff\n") is Encoding.UTF_8


@pytest.mark.parametrize("beginning", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0", "見本".encode("utf-16")])
def test_archives_and_books_are_refused(beginning: bytes) -> None:
    with pytest.raises(InvalidInput, match="CSVファイルではありません"):
        encoding_of(beginning)


def test_lines_keep_their_numbers_and_bad_ones_stop_no_other() -> None:
    batch = read("一,x\r\n\r\n悪い,x\n無言,x\n五,x\r\n ,,\u3000".encode())
    assert batch.entries == ((11, "一"), (15, "五"))
    assert batch.problems == (LineProblem(13, "悪い行です。"),)
    assert batch.skipped == (
        LineProblem(12, "何も書かれていない行です。"),
        LineProblem(14, "無言の行です。"),
        LineProblem(16, "何も書かれていない行です。"),
    )
    assert batch.lines == 6


def test_the_header_is_neither_taken_nor_skipped_but_counts_for_the_numbers() -> None:
    batch = read_batch(b"a,b\n1,2\na,b\n", 0, Encoding.UTF_8, lambda cells: cells[0], header=True)
    assert batch.entries == ((2, "1"), (3, "a"))
    assert (batch.skipped, batch.lines) == ((), 3)


def test_blanks_about_a_quoted_cell_are_no_part_of_it() -> None:
    assert cells_of(b'1, "a, b" ,c', Encoding.UTF_8) == ["1", "a, b", "c"]


def test_a_line_that_cannot_be_decoded_is_reported() -> None:
    batch = read("一\n".encode() + b"\xff\xfe\n" + "三\n".encode())
    assert batch.entries == ((11, "一"), (13, "三"))
    assert [problem.line for problem in batch.problems] == [12]
    assert "文字コード" in batch.problems[0].text


def test_an_open_quote_ends_with_its_line() -> None:
    batch = read('"一,x\n二,x\n'.encode())
    assert batch.entries == ((12, "二"),)
    assert "引用符" in batch.problems[0].text


def test_the_mark_of_utf_8_is_no_part_of_the_first_cell() -> None:
    assert cells_of("\ufeff企業ID,企業名".encode(), Encoding.UTF_8) == ["企業ID", "企業名"]


@given(st.binary(max_size=300), st.sampled_from(Encoding))
def test_whatever_is_in_a_file_becomes_entries_and_problems(
    piece: bytes, encoding: Encoding
) -> None:
    for understand in (accept_corporation, reader_of(list(HEADER))):
        batch = read_batch(piece, 0, encoding, understand)
        assert len(batch.entries) + len(batch.problems) + len(batch.skipped) == batch.lines
