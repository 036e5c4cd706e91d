"""One field for whatever is at hand to find a company by."""

import pytest

from domain.searches import WantedCompany, accept_wanted
from domain.text import InvalidInput


@pytest.mark.parametrize("typed", ["10000018", "1000-0018", "１０００００１８", "ー10000018"])
def test_digits_are_recognised_in_any_width(typed: str) -> None:
    assert accept_wanted(typed.lstrip("ー")).digits == "10000018"


@pytest.mark.parametrize("typed", ["T7000012050002", "ｔ7-0000-1205-0002"])
def test_the_number_of_invoices_is_the_corporate_number(typed: str) -> None:
    assert accept_wanted(typed).digits == "7000012050002"


def test_a_mail_address_is_folded() -> None:
    wanted = accept_wanted("Ｔanaka@Shinki.example")
    assert wanted == WantedCompany(mail_address="tanaka@shinki.example")


def test_a_name_stays_as_typed() -> None:
    assert accept_wanted(" （株）髙橋フーズ ") == WantedCompany(name="（株）髙橋フーズ")


def test_a_name_of_digits_may_be_a_number_too() -> None:
    assert accept_wanted("7777777") == WantedCompany(digits="7777777", name="7777777")
    assert accept_wanted("551").digits == ""


@pytest.mark.parametrize("typed", ["%", "___", "\u202e"])
def test_signs_alone_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        accept_wanted(typed)
