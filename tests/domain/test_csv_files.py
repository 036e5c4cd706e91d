"""CSV files as offices make them are read; what is written is safe to open (S34, S36)."""

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.csv_files import UNWRITABLE, Encoding, Row, excerpt, read_table, write_table
from domain.text import InvalidInput

TEXT = "部署名,氏名\r\n営業部,髙橋 一郎\r\n"


def refusal(content: bytes, most_rows: int = 998) -> str:
    with pytest.raises(InvalidInput) as error:
        read_table(content, most_rows=most_rows)
    return str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_utf_8_and_windows_31j_are_read_without_asking(encoding: str) -> None:
    table = read_table(TEXT.encode(encoding), most_rows=1)
    assert table.header == ("部署名", "氏名")
    assert table.rows == (Row(2, ("営業部", "髙橋 一郎")),)


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r"])
def test_rows_are_counted_as_spreadsheets_count_them(line_break: str) -> None:
    text = line_break.join(["a,b", "", '"x,""y""', 'z",2', ",", "3,4", ""])
    assert read_table(text.encode(), most_rows=2).rows == (
        Row(3, (f'x,"y"{line_break}z', "2")),
        Row(5, ("3", "4")),
    )


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('山田, "営業, 東日本", x', ("山田", "営業, 東日本", "x")),
        (' "山田" , "営業 ""東""部"　,x', ("山田", '営業 "東"部', "x")),
        ('山田,\t"営業\n部" ,x', ("山田", "営業\n部", "x")),
        ('5" 管, "b",c "d"', ('5" 管', "b", 'c "d"')),
        ('"a "" ,b",c,d', ('a " ,b', "c", "d")),
    ],
)
def test_blanks_about_a_quoted_cell_are_no_part_of_it(line: str, cells: tuple[str, ...]) -> None:
    assert read_table(f"a,b,c\n{line}\n".encode(), most_rows=1).rows == (Row(2, cells),)


def test_an_open_quote_after_a_blank_is_refused_as_any_other() -> None:
    assert refusal(b'a,b\n1,2\n"1\n2", "3').startswith("3行目から先を読み取れません")


def test_nul_is_refused_with_the_row_of_a_spreadsheet() -> None:
    assert refusal(b'a\n"b\nc"\n\0d').startswith("3行目")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b" , \n,,\n"])
def test_empty_file_is_refused(content: bytes) -> None:
    assert "何も書かれていません" in refusal(content)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", "a,b".encode("utf-16")]
)
def test_books_of_excel_are_told_how_to_save(content: bytes) -> None:
    assert "名前を付けて保存" in refusal(content)


@pytest.mark.parametrize("content", [b"a\n\x81", b"a\n\x81\x20", b"a\xef\xbb"])
def test_other_encodings_are_refused(content: bytes) -> None:
    assert "文字コード" in refusal(content)


def test_nul_is_refused_with_its_line() -> None:
    assert refusal(b"a\nb\n\0c").startswith("3行目")


@pytest.mark.parametrize("content", [b'a\nb\n"open', b'a\nb\n"x"y', b"a\nb\n" + b"x" * 200_000])
def test_what_no_reader_understands_is_refused_with_its_line(content: bytes) -> None:
    assert refusal(content).startswith("3行目から先を読み取れません")
    assert refusal(content[4:]).startswith("1行目から先を読み取れません")


def test_too_many_rows_are_counted() -> None:
    content = b"a\n" + b"1\n" * 10_000
    assert "10000行のデータ" in refusal(content)
    assert "998行まで" in refusal(content)
    assert len(read_table(b"a\n" + b"1\n" * 998, most_rows=998).rows) == 998


@given(st.binary())
def test_any_bytes_are_read_or_refused_with_a_message(content: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        assert len(read_table(content, most_rows=5).rows) <= 5


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1)))
def test_written_files_are_read_by_others_as_they_were_meant(rows: list[list[str]]) -> None:
    text = write_table(rows, Encoding.UTF_8).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))
    for cells, meant in zip(read, rows, strict=True):
        assert [cell.removeprefix("'") for cell in cells] == [
            cell.removeprefix("'") for cell in meant
        ]


def test_windows_31j_keeps_what_it_has_and_marks_what_it_lacks() -> None:
    content = write_table([["髙﨑①㈱", "〜−—", "𠮷野"]], Encoding.WINDOWS_31J)
    assert content.decode("cp932") == f"髙﨑①㈱,～'－―,{UNWRITABLE}野\r\n".replace("'", "")


def test_excerpt_is_one_visible_line() -> None:
    assert excerpt("a\nb\x07\u202ec") == "a b  c"
    assert excerpt("あ" * 41) == "あ" * 40 + "…"
    assert excerpt("あ" * 40) == "あ" * 40


@pytest.mark.parametrize("cell", ["=1+1", "＝1+1", "+1", "-1", "@SUM(A1)"])
def test_s34_what_a_spreadsheet_would_run_begins_with_an_apostrophe(cell: str) -> None:
    assert write_table([[cell]], Encoding.WINDOWS_31J).decode("cp932") == f"'{cell}\r\n"


def test_only_what_is_written_in_utf_8_begins_with_a_byte_order_mark() -> None:
    assert write_table([["氏名"]], Encoding.UTF_8).startswith(b"\xef\xbb\xbf")
    assert write_table([["氏名"]], Encoding.WINDOWS_31J) == "氏名\r\n".encode("cp932")
