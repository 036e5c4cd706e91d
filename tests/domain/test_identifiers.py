from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identifiers import (
    accept_account_id,
    accept_application_number,
    accept_company_id,
    account_id,
    application_number,
    company_id,
)
from domain.text import InvalidInput

FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
SERIALS = st.integers(1, 999_999)
DAYS = st.dates(date(2026, 1, 1), date(2099, 12, 31))


@given(st.integers(1, 9_999_999))
def test_a_company_id_is_read_as_it_is_made_full_width_or_not(serial: int) -> None:
    made = company_id(serial)
    assert len(made) == 8
    assert accept_company_id(made) == accept_company_id(made.translate(FULL_WIDTH)) == made


def test_the_first_company_id_is_this() -> None:
    assert company_id(1) == "00000017"


@pytest.mark.parametrize("serial", [0, -1, 10_000_000])
def test_a_company_id_outside_its_range_is_never_made(serial: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        company_id(serial)


@given(st.integers(1, 9_999_999), st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_in_a_company_id_is_noticed(serial: int, place: int, off_by: int) -> None:
    made = company_id(serial)
    wrong = made[:place] + str((int(made[place]) + off_by) % 10) + made[place + 1 :]
    with pytest.raises(InvalidInput, match="打ち間違い"):
        accept_company_id(wrong)


@pytest.mark.parametrize("text", ["", "1234567", "123456789", "abcdefgh", "1234\n5670", "٠٠٠٠٠٠١٧"])
def test_what_is_no_company_id_is_told_the_right_form(text: str) -> None:
    with pytest.raises(InvalidInput, match="8桁の数字"):
        accept_company_id(text)


@pytest.mark.parametrize("text", ["1", "01", "001", "１", " 001 "])
def test_leading_zeros_of_an_account_id_need_not_be_typed(text: str) -> None:
    assert accept_account_id(text) == "001"


@given(st.integers(1, 999))
def test_an_account_id_is_read_as_it_is_made(serial: int) -> None:
    assert accept_account_id(account_id(serial)) == f"{serial:03d}"


@pytest.mark.parametrize("text", ["", "0", "000", "1000", "0001", "a1", "-", "٣"])
def test_what_is_no_account_id_is_told_the_range(text: str) -> None:
    with pytest.raises(InvalidInput, match="001から999"):
        accept_account_id(text)


@pytest.mark.parametrize("serial", [0, 1000])
def test_the_thousandth_account_id_is_never_made(serial: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        account_id(serial)


def test_an_application_number_carries_day_serial_and_check_digit() -> None:
    assert application_number(date(2026, 11, 22), 1) == "261122-000001-5"


@given(DAYS, SERIALS)
def test_an_application_number_is_read_with_hyphens_or_without(day: date, serial: int) -> None:
    number = application_number(day, serial)
    for typed in (number, number.replace("-", ""), number.translate(FULL_WIDTH)):
        assert accept_application_number(typed) == number


@given(DAYS, SERIALS, DAYS, SERIALS)
def test_application_numbers_differ_by_day_or_serial(
    day: date, serial: int, other_day: date, other_serial: int
) -> None:
    same = (day, serial) == (other_day, other_serial)
    assert same == (application_number(day, serial) == application_number(other_day, other_serial))


@pytest.mark.parametrize("text", ["", "261122-000001-6", "261122-000001", "261122-000001-5\nx"])
def test_a_wrong_application_number_is_told_where_to_look(text: str) -> None:
    with pytest.raises(InvalidInput, match="受付メール"):
        accept_application_number(text)


def test_the_range_is_told_of_a_number_that_is_never_made() -> None:
    with pytest.raises(ValueError, match=r"serial 1000 is outside 1 to 999$"):
        account_id(1000)
