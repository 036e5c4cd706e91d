"""What a file of accounts asks for, and what is to be corrected in it."""

import pytest

from domain.account_csv import (
    COLUMNS,
    HINTS,
    MOST_ROWS,
    AccountLine,
    Apostrophes,
    lines_to_correct,
    read_file,
    template,
    understand,
    with_hint,
)
from domain.csv_files import Encoding
from domain.mail_shares import ANYBODY_A_DAY
from domain.new_account import NewAccount
from domain.text import InvalidInput

HEADER = ",".join(COLUMNS)
YAMADA = "営業部,山田 太郎,ヤマダ タロウ,yamada@maker.example"


def lines(
    *rows: str, header: str = HEADER, apostrophes: Apostrophes = Apostrophes.UNANSWERED
) -> tuple[AccountLine, ...]:
    return understand(read_file("\n".join([header, *rows]).encode()).rows, [], apostrophes)


def problems(line: AccountLine) -> list[tuple[str, str]]:
    return [(problem.column, str(problem.message)) for problem in line.problems]


def refusal(*rows: str, header: str = HEADER) -> str:
    with pytest.raises(InvalidInput) as error:
        lines(*rows, header=header)
    return str(error.value)


def test_line_is_the_account_it_asks_for() -> None:
    (line,) = lines(YAMADA)
    assert (line.number, line.problems) == (2, ())
    assert line.account == NewAccount(
        "営業部", "山田 太郎", "ヤマダ タロウ", "yamada@maker.example"
    )


def test_columns_stand_in_any_order_and_width() -> None:
    (line,) = lines(
        "yamada@maker.example,山田 太郎,,営業部,,", header="メールアドレス, 氏名 ,氏名ｶﾅ,部署名,,"
    )
    assert line.account == NewAccount("営業部", "山田 太郎", "", "yamada@maker.example")


def test_cells_are_understood_as_people_paste_them() -> None:
    (line,) = lines(
        "\u200b営業部,\ufeff山田 太郎\u202c,ヤマダ タロウ,山田 太郎 <yamada@maker.example>",
        header="\u200b部署名,氏名,氏名カナ,メールアドレス",
    )
    assert line.account == NewAccount(
        "営業部", "山田 太郎", "ヤマダ タロウ", "yamada@maker.example"
    )


def test_a_row_of_nothing_that_can_be_seen_is_empty() -> None:
    assert len(lines("\u200b,,\ufeff,", YAMADA)) == 1


@pytest.mark.parametrize("encoding", Encoding)
def test_template_filled_in_is_read(encoding: Encoding) -> None:
    content = template(encoding) + YAMADA.encode(encoding)
    assert len(read_file(content).rows) == 1


def test_every_cell_to_correct_is_named_at_once() -> None:
    (line,) = lines('"営業部\n第一課",,漢字,yamada')
    assert line.account is None
    assert [column for column, _ in problems(line)] == list(COLUMNS)
    assert problems(line)[:3] == [
        ("部署名", "改行やタブは使えません。1行で入力してください。"),
        ("氏名", "入力してください。"),
        ("氏名カナ", "全角カタカナで入力してください。"),
    ]
    assert line.problems[0].typed == "営業部 第一課"


def test_short_line_lacks_what_it_does_not_have() -> None:
    assert [column for column, _ in problems(lines("営業部,山田")[0])] == ["メールアドレス"]


def test_surplus_cell_is_a_problem_unless_empty() -> None:
    fine, wrong = lines(f"{YAMADA},, ", "営業部,佐藤,,sato@maker.example,x,y")
    assert fine.account
    assert problems(wrong) == [
        ("", '列が多すぎます。コンマを含む値は、引用符「"」で囲んでください。')
    ]


def test_quotes_and_commas_inside_cells_are_text() -> None:
    (line,) = lines('"営業, ""東日本""",山田,,yamada@maker.example')
    assert line.account
    assert line.account.department == '営業, "東日本"'


def test_same_person_twice_is_refused_with_the_line_above() -> None:
    first, second = lines(YAMADA, "総務部,山田 太郎,,Yamada@maker.example")
    assert first.account
    assert second.account is None
    assert problems(second) == [
        (
            "メールアドレス",
            "2行目と、氏名とメールアドレスが同じです。どちらかの行を削除してください。",
        )
    ]


def test_two_people_may_share_a_mailbox() -> None:
    assert all(line.account for line in lines(YAMADA, "営業部,佐藤,,yamada@maker.example"))


def test_missing_and_repeated_columns_are_named() -> None:
    assert refusal(YAMADA, header="部署,氏名,氏名,メールアドレス") == (
        "1行目の見出しを、ひな形に合わせてください。"
        "足りない列：「部署名」「氏名カナ」 重複している列：「氏名」"
    )
    assert "足りない列：－" in refusal(YAMADA, header=f"{HEADER},氏名")


def test_unknown_columns_are_passed_over_and_named() -> None:
    content = f"社員番号,{HEADER},,備考,備考\n7,{YAMADA},x,y,z,".encode()
    file = read_file(content)
    assert file.unknown_columns == ("社員番号", "備考")
    (line,) = understand(file.rows, [])
    assert line.account == lines(YAMADA)[0].account


def test_a_cell_that_begins_with_an_apostrophe_is_asked_about() -> None:
    typed = "営業部,'山田 太郎,,'yamada@maker.example"
    (asked,) = lines(typed)
    assert asked.account is None
    assert [column for column, _ in problems(asked)] == ["氏名", "メールアドレス"]
    (dropped,) = lines(typed, apostrophes=Apostrophes.DROP)
    assert dropped.account == NewAccount("営業部", "山田 太郎", "", "yamada@maker.example")
    (kept,) = lines(typed, apostrophes=Apostrophes.KEEP)
    assert kept.account == NewAccount("営業部", "'山田 太郎", "", "'yamada@maker.example")


@pytest.mark.parametrize("encoding", Encoding)
def test_lines_to_correct_come_back_with_their_hints_and_are_read_again(encoding: Encoding) -> None:
    wrong = [*lines(YAMADA, "営業部,佐藤,,sato", "営業, 東日本,鈴木,,suzuki@maker.example")][1:]
    content = lines_to_correct([with_hint(line) for line in wrong], encoding)
    header, *rows = content.decode(encoding).removeprefix("\ufeff").split("\r\n")
    assert header == f"{HEADER},{HINTS}"
    assert rows[0].startswith("営業部,佐藤,,sato,メールアドレス：「@」がありません。")
    assert rows[1].endswith(",suzuki@maker.example")
    again = read_file(content)
    assert again.unknown_columns == ()
    assert [row.number for row in again.rows] == [2, 3]
    assert [row.cells for row in again.rows] == [line.row.cells for line in wrong]


def test_header_alone_asks_for_nobody() -> None:
    assert "2行目から" in refusal()
    assert "2行目から" in refusal(",,,", "")


def test_more_rows_than_a_company_has_numbers_are_refused() -> None:
    rows = [f"営業部,山田,,yamada{n}@maker.example" for n in range(MOST_ROWS + 1)]
    assert len(lines(*rows[:-1])) == MOST_ROWS
    assert "999行" in refusal(*rows)


def test_s12_a_strangers_mailbox_is_named_by_ten_people_at_most() -> None:
    rows = [f"営業部,山田 {nth},,Shared+{nth}@gmail.com" for nth in range(ANYBODY_A_DAY + 1)]
    checked = lines(*rows)
    assert [line.account is not None for line in checked] == [True] * ANYBODY_A_DAY + [False]
    (problem,) = checked[-1].problems
    assert (problem.column, problem.typed) == (
        "メールアドレス",
        f"Shared+{ANYBODY_A_DAY}@gmail.com",
    )
    read = read_file("\n".join([HEADER, *rows]).encode()).rows
    of_house = understand(read, ["shared@gmail.com"], Apostrophes.UNANSWERED)
    assert [line.account is None for line in of_house] == [False] * len(rows)
