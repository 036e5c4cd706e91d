import pytest

from domain.identifiers import accept_corporate_number
from domain.text import InvalidInput


@pytest.mark.parametrize(
    "typed",
    [
        "7000012050002",
        "７００００１２０５０００２",
        "7-0000-1205-0002",
        " 7 0000 1205 0002 ",
        "T7000012050002",
        "Ｔ７０００-0120-50002",
        "\ufeff7000\u200b012050002",
        "'7000012050002",
    ],
)
def test_a_corporate_number_is_accepted_in_any_writing(typed: str) -> None:
    assert accept_corporate_number(typed) == "7000012050002"


@pytest.mark.parametrize("typed", ["", "70000120500", "70000120500020", "TT7000012050002", "7\n"])
def test_what_is_no_corporate_number_is_told_the_right_form(typed: str) -> None:
    with pytest.raises(InvalidInput, match="13桁の数字"):
        accept_corporate_number(typed)


@pytest.mark.parametrize("typed", ["8000012050002", "7000012050003", "0000012050002"])
def test_a_slip_is_noticed_by_the_check_digit(typed: str) -> None:
    with pytest.raises(InvalidInput, match="打ち間違い"):
        accept_corporate_number(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("000012050002", "会社法人等番号"),
        ("T000012050002", "会社法人等番号"),
        ("7.00001E+12", "下の桁が失われて"),
        ("7,00001E+12", "下の桁が失われて"),
        ("########", "列の幅"),
    ],
)
def test_another_number_and_what_a_spreadsheet_broke_are_named(typed: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        accept_corporate_number(typed)
