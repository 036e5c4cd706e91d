import pytest

from domain.telephones import accept_telephone, is_overseas_telephone
from domain.text import InvalidInput


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("03-3548-3854", "03-3548-3854"),
        ("０３ー３５４８ー３８５４", "03-3548-3854"),
        ("(03) 3548 3854", "03-3548-3854"),
        ("0335483854", "0335483854"),
        ("090-1234-5678", "090-1234-5678"),
        ("03.3548.3854", "03-3548-3854"),
        ("TEL：03-3548-3854", "03-3548-3854"),
        ("電話番号 03-3548-3854", "03-3548-3854"),
        ("03-3548-3854（代表）", "03-3548-3854"),
        ("㈹03-3548-3854", "03-3548-3854"),
        ("81 (0) 3 3548 3854", "03-3548-3854"),
        ("tel:+81-3-3548-3854", "03-3548-3854"),
        ("+81-3-3548-3854", "03-3548-3854"),
        ("+81 3 3548 3854", "03-3548-3854"),
        ("+81 (0)3 3548 3854", "03-3548-3854"),
        ("+81(3)3548-3854", "03-3548-3854"),
        ("＋８１－９０－１２３４－５６７８", "090-1234-5678"),
        ("+81335483854", "0335483854"),
        ("81-3-3548-3854", "03-3548-3854"),
        ("\u202a03-3548-3854\u202c", "03-3548-3854"),
        ("03\u200b-3548-3854", "03-3548-3854"),
    ],
)
def test_a_japanese_telephone_number_keeps_its_hyphens(text: str, number: str) -> None:
    assert accept_telephone(text, overseas=False) == number


@pytest.mark.parametrize(
    "text", ["", "03-3548-385", "090-1234-56789", "+8133548385", "03-abcd-1234"]
)
def test_a_wrong_japanese_telephone_number_is_told_the_right_form(text: str) -> None:
    with pytest.raises(InvalidInput, match="03-1234-5678"):
        accept_telephone(text, overseas=False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3-3548-3854", "先頭の0が抜けて"),
        ("9012345678", "先頭の0が抜けて"),
        ("03-3548-3854（内線123）", "内線番号"),
        ("03-3548-3854 ext. 12", "内線番号"),
        ("03-3548-3854／090-1234-5678", "1つだけ"),
        ("03-3548-3854、03-3548-3855", "1つだけ"),
        ("+1 212 555 0100", "日本の国番号"),
        ("3.35484E+09", "下の桁が失われて"),
        ("####", "列の幅"),
    ],
)
def test_each_wrong_telephone_number_is_told_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        accept_telephone(text, overseas=False)


def test_the_zero_that_is_dialled_inside_a_country_only_is_dropped() -> None:
    assert accept_telephone("+44 (0)20 7946 0000", overseas=True) == "+442079460000"
    assert accept_telephone("+81 (0)3 3548 3854", overseas=True) == "+81335483854"


def test_a_number_with_the_code_of_another_country_is_told_apart() -> None:
    assert is_overseas_telephone("＋1 (212) 555-0100")
    assert not is_overseas_telephone("+81 3 3548 3854")
    assert not is_overseas_telephone("03-3548-3854")


def test_a_telephone_number_abroad_is_kept_as_plus_and_digits() -> None:
    assert accept_telephone("＋1 (212) 555-0100", overseas=True) == "+12125550100"


@pytest.mark.parametrize("text", ["", "2125550100", "+0123456789", "+1234567890123456", "+123456"])
def test_a_wrong_telephone_number_abroad_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="国番号"):
        accept_telephone(text, overseas=True)
