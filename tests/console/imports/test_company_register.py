"""An import adds and fills in; what contradicts the register is reported."""

from dataclasses import replace

import pytest

from domain.identifiers import company_id
from domain.imports.company_file import HEADER, CompanyLine, reader_of
from domain.imports.company_register import Register, Registered
from domain.text import InvalidInput
from rig.console.company_file import company_row
from rig.console.nta_file import corporate_number

OURS = company_id(1)
OTHER = company_id(2)


def line(nth: int = 1, **columns: str) -> CompanyLine:
    understood = reader_of(HEADER)(company_row(nth, **{"企業ID": OURS} | columns))
    assert isinstance(understood, CompanyLine)
    return understood


def registered(nth: int = 1, number: str = OURS, **columns: str) -> Registered:
    said = line(nth, **columns)
    names = Registered.__dataclass_fields__.keys() - {"company_id", "ended"}
    return Registered(company_id=number, **{name: getattr(said, name) for name in names})


def taken(register: Register, entry: CompanyLine) -> Register:
    register.take(entry)
    return register


def complaint(register: Register, entry: CompanyLine) -> str:
    with pytest.raises(InvalidInput) as refused:
        register.take(entry)
    assert (register.added, register.filled) == ([], {})
    return str(refused.value)


def test_an_unknown_id_is_added() -> None:
    assert taken(Register([]), line()).added == [line()]


def test_the_same_line_again_changes_nothing() -> None:
    register = taken(Register([registered()]), line())
    assert (register.added, register.filled) == ([], {})


def test_a_line_that_changes_nothing_says_why() -> None:
    register = Register([registered(電話番号="")])
    assert register.take(line()) is None
    again = register.take(line())
    assert again
    assert OURS in again.text
    assert register.take(line(7, 企業ID="")) is None
    twice = register.take(line(7, 企業ID=""))
    assert twice
    assert twice.text == "同じ企業の行が、前にあります。"


def test_what_is_empty_in_file_and_register_is_nothing_new() -> None:
    register = Register([registered(電話番号="")])
    assert register.take(line(電話番号=""))
    assert register.filled == {}


def test_a_second_line_fills_in_nothing_of_a_company_that_has_no_id_yet() -> None:
    register = taken(Register([]), line(7, 企業ID="", 電話番号=""))
    assert register.take(line(7, 企業ID=""))
    assert register.filled == {}


def test_all_that_contradicts_is_said_at_once() -> None:
    others = [registered(), registered(2, OTHER)]
    said = complaint(Register(others), line(法人番号=corporate_number(2), 住所="別の住所"))
    assert OTHER in said
    assert "法人番号、住所が登録と異なる" in said


def test_another_spelling_of_the_name_changes_nothing() -> None:
    known = registered(企業名="株式会社みほん")
    register = taken(Register([known]), line(企業名="㈱ ミホン"))
    assert (register.added, register.filled) == ([], {})


def test_what_is_empty_is_filled_in() -> None:
    known = registered(企業名カナ="", 法人番号="", 郵便番号="", 住所="", 電話番号="")
    register = taken(Register([known]), line())
    assert register.filled == {OURS: registered()}


def test_two_lines_fill_in_what_each_says() -> None:
    known = registered(住所="", 電話番号="")
    register = taken(Register([known]), line(住所=""))
    assert taken(register, line(電話番号="")).filled == {OURS: registered()}


def test_what_the_file_leaves_empty_stays() -> None:
    nothing = line(電話番号="", 法人番号="", 住所="", 代表JANメーカーコード="")
    assert taken(Register([registered()]), nothing).filled == {}


@pytest.mark.parametrize(
    "columns",
    [
        {"企業名": "別の名前株式会社"},
        {"企業名カナ": "ベツ"},
        {"法人番号": corporate_number(9)},
        {"本社所在地": "国外", "郵便番号": "", "電話番号": ""},
        {"郵便番号": "999-9999"},
        {"住所": "別の住所"},
        {"電話番号": "06-0000-0001"},
        {"代表JANメーカーコード": "4912345"},
    ],
)
def test_what_contradicts_the_register_is_named_and_changes_nothing(
    columns: dict[str, str],
) -> None:
    said = complaint(Register([registered()]), line(1, **columns))
    assert next(iter(columns)) in said
    assert "企業のページ" in said


def test_a_jan_code_is_never_filled_in() -> None:
    known = registered(代表JANメーカーコード="")
    assert "代表JANメーカーコード" in complaint(Register([known]), line())


def test_a_line_that_contradicts_fills_nothing_in() -> None:
    complaint(Register([registered(電話番号="")]), line(住所="別の住所"))


def test_a_company_that_has_left_is_not_touched() -> None:
    known = replace(registered(電話番号=""), ended=True)
    assert "解約済み" in complaint(Register([known]), line())


def test_a_company_without_an_id_is_added_once() -> None:
    register = taken(Register([]), line(企業ID=""))
    assert taken(register, line(企業ID="")).added == [line(企業ID="")]


def test_a_company_without_an_id_that_is_registered_alike_is_that_one() -> None:
    register = taken(Register([registered(電話番号="")]), line(企業ID=""))
    assert (register.added, register.filled) == ([], {OURS: registered()})


@pytest.mark.parametrize(
    ("shared", "label"),
    [
        ({"法人番号": corporate_number(1)}, "法人番号"),
        ({"代表JANメーカーコード": "459000001"}, "代表JANメーカーコード"),
        ({"代表JANメーカーコード": "4590000"}, "代表JANメーカーコード"),
        ({"代表JANメーカーコード": "4590000012"}, "代表JANメーカーコード"),
    ],
)
@pytest.mark.parametrize("number", ["", OTHER])
def test_what_is_another_company_s_own_is_reported(
    shared: dict[str, str], label: str, number: str
) -> None:
    said = complaint(Register([registered()]), line(7, **{"企業ID": number} | shared))
    assert said.startswith(label)
    assert OURS in said


@pytest.mark.parametrize("code", ["4590000", "459000001", "4590000012"])
def test_the_same_jan_code_is_reported_once(code: str) -> None:
    register = Register([registered(代表JANメーカーコード=code)])
    said = complaint(register, line(7, 企業ID=OTHER, 代表JANメーカーコード=code))
    assert said.count(OURS) == 1


def test_the_same_name_in_the_same_place_is_another_company_only_with_an_id_of_its_own() -> None:
    known = registered()
    name, place = company_row(1)[1], company_row(1)[4]
    alike = {"企業名": name, "本社所在地": place}
    assert OURS in complaint(Register([known]), line(7, 企業ID="", **alike))
    assert len(taken(Register([known]), line(7, 企業ID=OTHER, **alike)).added) == 1


def test_two_lines_of_one_file_are_compared_too() -> None:
    register = taken(Register([]), line(1, 企業ID=""))
    with pytest.raises(InvalidInput, match="ほかの行"):
        register.take(line(2, 企業ID="", 法人番号=corporate_number(1)))
    assert len(register.added) == 1
