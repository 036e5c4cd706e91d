"""企業ID, アカウントID, 受付番号 and 法人番号: how ours are made, and how typed ones are read."""

import re
from datetime import date

from domain.text import InvalidInput
from domain.typed_numbers import digits_of


def company_id(serial: int) -> str:
    """Return the 企業ID of a serial number from 1 to 9,999,999: 8 digits, the last a check digit.

    Raises `ValueError` outside that range.
    """
    return _with_check_digit(_padded(serial, 7))


def accept_company_id(text: str) -> str:
    """Return a typed 企業ID as 8 digits; raises `InvalidInput`."""
    digits = digits_of(text)
    if not re.fullmatch("[0-9]{8}", digits):
        raise InvalidInput("企業IDは8桁の数字で入力してください。")
    if not _check_digit_fits(digits):
        raise InvalidInput(
            "企業IDの番号に打ち間違いがあるようです。会員登録完了のお知らせに記載の8桁をご確認ください。"
        )
    return digits


def account_id(serial: int) -> str:
    """Return the アカウントID of a number from 1 to 999: 3 digits; else raises `ValueError`."""
    return _padded(serial, 3)


def accept_account_id(text: str) -> str:
    """Return a typed アカウントID as 3 digits, leading zeros added; raises `InvalidInput`."""
    digits = digits_of(text)
    if not re.fullmatch("[0-9]{1,3}", digits) or not int(digits):
        raise InvalidInput("アカウントIDは001から999までの数字で入力してください。")
    return account_id(int(digits))


def application_number(day: date, serial: int) -> str:
    """Return a 受付番号 `YYMMDD-NNNNNN-C`, where C is the check digit of the 12 digits before it.

    `day` is the day in Japan; `serial` runs from 1 to 999,999, else `ValueError` is raised.
    """
    return _hyphenated(_with_check_digit(f"{day:%y%m%d}{_padded(serial, 6)}"))


def accept_application_number(text: str) -> str:
    """Return a typed 受付番号 in its written form, hyphens or not; raises `InvalidInput`."""
    digits = digits_of(text)
    if not re.fullmatch("[0-9]{13}", digits) or not _check_digit_fits(digits):
        raise InvalidInput(
            "受付番号は「261122-000001-5」のような13桁の数字です。受付メールに記載の番号をご確認ください。"
        )
    return _hyphenated(digits)


def _padded(serial: int, width: int) -> str:
    if not 0 < serial < 10**width:
        raise ValueError(f"serial {serial} is outside 1 to {10**width - 1}")
    return f"{serial:0{width}d}"


def _with_check_digit(digits: str) -> str:
    return f"{digits}{mod10_3_1(digits)}"


def _check_digit_fits(digits: str) -> bool:
    return digits == _with_check_digit(digits[:-1])


def _hyphenated(digits: str) -> str:
    return f"{digits[:6]}-{digits[6:12]}-{digits[12:]}"


def mod10_3_1(digits: str) -> int:
    """Return the check digit for the digits before it, weights 3 and 1 from the right.

    Source: GS1 General Specifications 7.9 (GTIN, GLN). Raises `ValueError` for non-digits.
    """
    _require_digits(digits)
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(digits[::-1]))
    return -total % 10


def corporate_number_check_digit(base12: str) -> int:
    """Return the first digit (1-9) of a 法人番号 from the 12 digits after it.

    Source: 法人番号の指定等に関する省令 第2条. Raises `ValueError` for anything but 12 digits.
    """
    _require_digits(base12, length=12)
    total = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(base12[::-1]))
    return 9 - total % 9


def _require_digits(digits: str, length: int | None = None) -> None:
    if not re.fullmatch("[0-9]+", digits) or (length is not None and len(digits) != length):
        raise ValueError(f"a check digit needs {length or 'some'} digits 0-9")


def accept_corporate_number(text: str) -> str:
    """Return a typed 法人番号 as 13 digits; raises `InvalidInput`.

    Companies know it with a T before it, as the 登録番号 of their invoices (インボイス通達 2-3).
    """
    number = re.sub("^[Tt]", "", digits_of(text))
    if re.fullmatch("[0-9]{12}", number):
        raise InvalidInput(
            "12桁の会社法人等番号ではなく、その前に1桁の付いた、13桁の法人番号を入力してください。"
        )
    if not re.fullmatch("[0-9]{13}", number):
        raise InvalidInput("法人番号は13桁の数字で入力してください。")
    if number[0] != str(corporate_number_check_digit(number[1:])):
        raise InvalidInput(
            "法人番号に打ち間違いがあるようです。国税庁法人番号公表サイトの13桁をご確認ください。"
        )
    return number
