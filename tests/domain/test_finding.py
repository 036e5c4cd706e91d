"""What the one search box of the console understands."""

import pytest

from domain.finding import Meaning, accept_sought
from domain.text import InvalidInput


@pytest.mark.parametrize(
    ("typed", "meaning", "understood"),
    [
        ("261122-000001-5", Meaning.NUMBER, "2611220000015"),
        ("２６１１２２－０００００１－５", Meaning.NUMBER, "2611220000015"),
        ("10000018", Meaning.COMPANY_ID, "10000018"),
        ("10000018-001", Meaning.ACCOUNT, "10000018001"),
        ("10000018 001", Meaning.ACCOUNT, "10000018001"),
        ("4598765", Meaning.MAKER_CODE, "4598765"),
        ("4598765000012", Meaning.PRODUCT_CODE, "4598765000012"),
        ("712345678904", Meaning.PRODUCT_CODE, "0712345678904"),
        ("7000012050002", Meaning.CORPORATE_NUMBER, "7000012050002"),
        ("T7000012050002", Meaning.CORPORATE_NUMBER, "7000012050002"),
        ("Ｔ7-0000-1205-0002", Meaning.CORPORATE_NUMBER, "7000012050002"),
        ("03-1234-5678", Meaning.TELEPHONE, "0312345678"),
        ("03(1234)5678", Meaning.TELEPHONE, "0312345678"),
        ("+81 3-1234-5678", Meaning.TELEPHONE, "0312345678"),
        ("０３ー１２３４", Meaning.TELEPHONE, "031234"),
        ("Suzuki@Mihon-Oroshi.example", Meaning.MAILBOX, "suzuki@mihon-oroshi.example"),
        ("鈴木 <suzuki@mihon.example>", Meaning.MAILBOX, "suzuki@mihon.example"),
        ("@mihon-oroshi", Meaning.MAIL_PART, "@mihon-oroshi"),
        ("Mihon-Oroshi", Meaning.MAIL_PART, "mihon-oroshi"),
        ("tanto12", Meaning.MAIL_PART, "tanto12"),
        ("abc", Meaning.MAIL_PART, "abc"),
        ("4598765123", Meaning.MAKER_CODE, "4598765123"),
        ("012345678901234", Meaning.TELEPHONE, "012345678901234"),
        ("(株)キューピー", Meaning.COMPANY_NAME, "(株)キューピー"),
        ("田中 花子", Meaning.PERSON_NAME, "田中 花子"),
        ("551", Meaning.COMPANY_NAME, "551"),
    ],
)
def test_what_is_typed_may_be_what_it_looks_like(
    typed: str, meaning: Meaning, understood: str
) -> None:
    assert accept_sought(typed).get(meaning) == understood


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        ("suzuki@mihon.example", Meaning.COMPANY_NAME),
        ("@mihon", Meaning.MAILBOX),
        ("田中", Meaning.MAIL_PART),
        ("ab", Meaning.MAIL_PART),
        ("4598765", Meaning.TELEPHONE),
        ("03-1234-5678", Meaning.PERSON_NAME),
        ("100000181", Meaning.COMPANY_ID),
        ("45987651234", Meaning.MAKER_CODE),
        ("45987651234567", Meaning.NUMBER),
        ("0123456789012345", Meaning.TELEPHONE),
    ],
)
def test_it_is_nothing_that_it_cannot_be(typed: str, meaning: Meaning) -> None:
    assert not accept_sought(typed).get(meaning)


@pytest.mark.parametrize("typed", ["", "・・", "12", "a\nb", "x" * 255, "あ" * 101, "山@川"])
def test_what_nobody_can_look_for_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        accept_sought(typed)


def test_a_name_of_a_hundred_letters_is_the_longest_and_the_limit_is_told() -> None:
    assert accept_sought("あ" * 100).get(Meaning.COMPANY_NAME)
    with pytest.raises(InvalidInput, match="100文字以内"):
        accept_sought("あ" * 101)
