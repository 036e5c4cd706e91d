"""Check digits of codes and numbers."""

import re


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
