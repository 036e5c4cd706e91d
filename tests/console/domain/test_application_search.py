"""What is understood of what an administrator types to find an application."""

import pytest

from domain.searches import By, accept_anything, accept_jan, accept_mail, accept_name, accept_number
from domain.text import InvalidInput


def understood(text: str) -> dict[By, str]:
    return {clue.by: clue.text for clue in accept_anything(text)}


@pytest.mark.parametrize(
    "typed", ["261122-000001-5", "2611220000015", " ２６１１２２－０００００１－５ "]
)
def test_thirteen_digits_may_be_any_number_of_that_length(typed: str) -> None:
    digits = "2611220000015"
    assert understood(typed) == {
        By.NUMBER: digits,
        By.PRODUCT_CODE: digits,
        By.CORPORATE_NUMBER: digits,
        By.NAME: digits,
    }


@pytest.mark.parametrize("typed", ["T2611220000015", "Ｔ2-6112-2000-0015"])
def test_the_number_of_invoices_is_the_corporate_number(typed: str) -> None:
    assert understood(typed)[By.CORPORATE_NUMBER] == "2611220000015"


@pytest.mark.parametrize("typed", ["4598765", "459-8765", "４５９８７６５"])
def test_fewer_digits_may_be_a_part_of_a_number_or_a_maker_code(typed: str) -> None:
    digits = "4598765"
    assert understood(typed) == {By.NUMBER: digits, By.MAKER_CODE: digits, By.NAME: digits}


def test_a_upc_gets_its_leading_zero() -> None:
    assert understood("712345678904")[By.PRODUCT_CODE] == "0712345678904"


@pytest.mark.parametrize(
    "typed", ["Suzuki@Mihon-Oroshi.example", "ｓｕｚｕｋｉ＠mihon-oroshi.example"]
)
def test_a_mail_address_is_folded(typed: str) -> None:
    assert understood(typed) == {By.MAILBOX: "suzuki@mihon-oroshi.example"}


def test_a_domain_is_known_by_its_at_sign() -> None:
    assert understood("@mihon-oroshi.example") == {By.MAIL_DOMAIN: "mihon-oroshi.example"}


def test_what_looks_like_a_domain_may_be_a_name_too() -> None:
    assert understood("s.t.foods") == {By.NAME: "s.t.foods", By.MAIL_DOMAIN: "s.t.foods"}


def test_a_name_stays_as_typed() -> None:
    assert understood("(株)キューピー") == {By.NAME: "(株)キューピー"}


@pytest.mark.parametrize("typed", ["", "・・", "12", "a\nb", "x" * 255, "山@川"])
def test_what_nobody_can_look_for_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        accept_anything(typed)


@pytest.mark.parametrize("typed", ["12", "２６", "26112200000155", "abc"])
def test_a_part_of_a_number_has_three_digits_at_least(typed: str) -> None:
    with pytest.raises(InvalidInput, match="3桁以上"):
        accept_number(typed)


@pytest.mark.parametrize(
    ("typed", "by"),
    [("459", By.MAKER_CODE), ("459876512", By.MAKER_CODE), ("4598765123456", By.PRODUCT_CODE)],
)
def test_a_jan_code_is_a_beginning_or_whole(typed: str, by: By) -> None:
    (clue,) = accept_jan(typed)
    assert (clue.by, clue.text) == (by, typed)


@pytest.mark.parametrize("typed", ["45", "45987651234", "JAN", "45987651234567"])
def test_any_other_length_is_no_jan_code(typed: str) -> None:
    with pytest.raises(InvalidInput, match="JANコード"):
        accept_jan(typed)


def test_the_field_for_mail_takes_a_bare_domain() -> None:
    (clue,) = accept_mail("mihon-oroshi.example")
    assert (clue.by, clue.text) == (By.MAIL_DOMAIN, "mihon-oroshi.example")


def test_the_field_for_mail_takes_a_whole_address() -> None:
    (clue,) = accept_mail("suzuki@mihon-oroshi.example")
    assert (clue.by, clue.text) == (By.MAILBOX, "suzuki@mihon-oroshi.example")


def test_the_field_for_mail_takes_nothing_else() -> None:
    with pytest.raises(InvalidInput, match="メールアドレス"):
        accept_mail("suzuki")


def test_the_field_for_a_name_takes_digits_as_a_name() -> None:
    (clue,) = accept_name("551")
    assert (clue.by, clue.text) == (By.NAME, "551")
