import pytest

from domain.places import (
    OVERSEAS,
    PREFECTURES,
    accept_head_office,
    accept_postal_code,
)
from domain.text import InvalidInput


def test_there_are_47_prefectures_and_the_rest_of_the_world() -> None:
    assert len(set(PREFECTURES)) == 47
    for place in (*PREFECTURES, OVERSEAS):
        assert accept_head_office(place) == place


@pytest.mark.parametrize("text", ["", "東京", "東\u200b京都", "Tokyo"])
def test_any_other_place_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="選択"):
        accept_head_office(text)


@pytest.mark.parametrize(
    "text", ["1000001", "100-0001", "１００ー０００１", "〒100-0001", "100 0001"]
)
def test_a_japanese_postal_code_is_accepted_in_any_writing(text: str) -> None:
    assert accept_postal_code(text, overseas=False) == "100-0001"


@pytest.mark.parametrize("text", ["", "100-001", "10000011", "SW1A 1AA", "100-0001\n2"])
def test_a_wrong_japanese_postal_code_is_told_the_right_form(text: str) -> None:
    with pytest.raises(InvalidInput, match="100-0001"):
        accept_postal_code(text, overseas=False)


@pytest.mark.parametrize(("text", "code"), [("sw1a 1aa", "SW1A 1AA"), ("７５００８", "75008")])
def test_a_postal_code_abroad_has_letters_too(text: str, code: str) -> None:
    assert accept_postal_code(text, overseas=True) == code


@pytest.mark.parametrize("text", ["", "-", "パリ", "1" * 17, "75008\n1"])
def test_a_wrong_postal_code_abroad_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="半角英数字"):
        accept_postal_code(text, overseas=True)


@pytest.mark.parametrize("text", ["600001", "10001"])
def test_a_postal_code_whose_zero_a_spreadsheet_dropped_is_told_so(text: str) -> None:
    with pytest.raises(InvalidInput, match="先頭の0が抜けて"):
        accept_postal_code(text, overseas=False)
