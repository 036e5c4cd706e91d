"""Lines of the company master."""

import pytest

from domain.imports.company_file import HEADER, CompanyLine, reader_of
from domain.imports.files import Skipped
from domain.text import InvalidInput
from rig.console.company_file import company_row
from rig.console.nta_file import corporate_number

ONLY_NEEDED = dict.fromkeys(HEADER, "") | {"企業名": "株式会社見本", "本社所在地": "東京都"}


def understood(**columns: str) -> CompanyLine:
    line = reader_of(HEADER)(company_row(1, **columns))
    assert isinstance(line, CompanyLine)
    return line


def complaint(**columns: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        understood(**columns)
    return str(refused.value)


def test_a_line_is_understood_as_people_type() -> None:
    line = understood(
        企業名="㈱見本食品",
        法人番号=corporate_number(5),
        郵便番号="〒１０００００１",
        電話番号="０３（００００）０００１",
    )
    assert (line.name, line.search_key) == ("㈱見本食品", "見本食品")
    assert line.corporate_number == corporate_number(5)
    assert (line.postal_code, line.telephone) == ("100-0001", "03-0000-0001")


def test_a_line_is_understood_as_people_paste() -> None:
    line = understood(
        企業名="\ufeff株式会社見本\u200b",
        法人番号=f"T{corporate_number(5)}",
        電話番号="+81-3-0000-0001",
        本社所在地="東京都\u202c",
        郵便番号="\u200b",
    )
    assert (line.name, line.head_office, line.postal_code) == ("株式会社見本", "東京都", "")
    assert (line.corporate_number, line.telephone) == (corporate_number(5), "03-0000-0001")


def test_a_number_that_a_spreadsheet_broke_is_told_so() -> None:
    said = complaint(代表JANメーカーコード="4.91235E+12")
    assert said.startswith("代表JANメーカーコード：表計算ソフトによって")


def test_only_name_and_prefecture_are_needed() -> None:
    line = understood(**ONLY_NEEDED)
    assert (line.company_id, line.corporate_number, line.jan_maker_code) == ("", None, None)


def test_a_name_of_ligatures_is_taken_while_its_key_can_be_kept() -> None:
    assert len(understood(企業名="㌀" * 50).search_key) == 200


def test_columns_stand_in_any_order() -> None:
    header, row = list(HEADER)[::-1], company_row(1)[::-1]
    assert reader_of(header)(row) == reader_of(HEADER)(company_row(1))


def test_the_header_once_more_is_skipped() -> None:
    header = list(HEADER)
    assert reader_of(header)(list(HEADER)) == Skipped("見出しと同じ行です。")


def test_all_that_is_wrong_with_a_line_is_said_at_once() -> None:
    said = complaint(企業名="！", 法人番号="1", 本社所在地="東京", 代表JANメーカーコード="x")
    parts = [part.partition("：")[0] for part in said.split("／")]
    assert parts == ["企業名", "本社所在地", "法人番号", "代表JANメーカーコード"]


def test_nothing_is_refused_that_would_be_right_abroad_while_the_place_is_unknown() -> None:
    said = complaint(本社所在地="英国", 郵便番号="SW1A 1AA", 電話番号="+44 20 7946 0000")
    assert said.startswith("本社所在地：")
    assert "／" not in said


@pytest.mark.parametrize(
    ("columns", "label"),
    [
        ({"企業ID": "10000019"}, "企業ID"),
        ({"企業名": "！"}, "企業名"),
        ({"企業名": "㌀" * 50 + "ア"}, "企業名"),
        ({"企業名カナ": "漢字"}, "企業名カナ"),
        ({"法人番号": "1234567890123"}, "法人番号"),
        ({"本社所在地": "東京"}, "本社所在地"),
        ({"郵便番号": "1"}, "郵便番号"),
        ({"住所": "あ\x00い"}, "住所"),
        ({"電話番号": "110"}, "電話番号"),
        ({"代表JANメーカーコード": "20123456"}, "代表JANメーカーコード"),
    ],
)
def test_what_is_wrong_is_named(columns: dict[str, str], label: str) -> None:
    assert complaint(**columns).startswith(f"{label}：")


def test_a_line_with_other_columns_is_refused() -> None:
    with pytest.raises(InvalidInput, match="項目が8個"):
        reader_of(HEADER)(company_row(1)[:-1])


@pytest.mark.parametrize(
    "header",
    [
        ["部署名", "氏名", "氏名カナ", "メールアドレス"],
        [*HEADER, "備考"],
        [*HEADER[:-1], "企業ID"],
        company_row(1),
    ],
)
def test_another_file_is_refused_with_the_header_that_is_needed(header: list[str]) -> None:
    with pytest.raises(InvalidInput, match="企業ID、企業名、企業名カナ"):
        reader_of(header)
