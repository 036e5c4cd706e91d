import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identifiers import corporate_number_check_digit, mod10_3_1

DIGITS = st.text("0123456789", min_size=12, max_size=12)


@pytest.mark.parametrize("gtin", ["4901234567894", "4569951110016", "012345678905", "96385074"])
def test_gs1_check_digits_of_known_codes(gtin: str) -> None:
    assert mod10_3_1(gtin[:-1]) == int(gtin[-1])


@pytest.mark.parametrize("number", ["7000012050002", "4011001098993", "7010705000725"])
def test_check_digits_of_known_corporate_numbers(number: str) -> None:
    assert corporate_number_check_digit(number[1:]) == int(number[0])


@given(DIGITS, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_changes_a_gs1_check_digit(digits: str, place: int, off_by: int) -> None:
    wrong = str((int(digits[place]) + off_by) % 10)
    assert mod10_3_1(digits[:place] + wrong + digits[place + 1 :]) != mod10_3_1(digits)


@given(DIGITS)
def test_a_corporate_number_never_begins_with_zero(digits: str) -> None:
    assert 1 <= corporate_number_check_digit(digits) <= 9


@pytest.mark.parametrize("digits", ["", "12a", "１２３", "12\n"])
def test_only_ascii_digits_have_a_check_digit(digits: str) -> None:
    with pytest.raises(ValueError, match="a check digit needs some digits 0-9"):
        mod10_3_1(digits)


def test_a_corporate_number_needs_twelve_digits() -> None:
    with pytest.raises(ValueError, match="12 digits"):
        corporate_number_check_digit("123")
