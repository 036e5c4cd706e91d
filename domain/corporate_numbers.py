"""法人番号: 13 digits of the National Tax Agency, the first a check digit."""

import re

from domain.check_digits import corporate_number_check_digit
from domain.text import InvalidInput, fold_width


def accept_corporate_number(text: str) -> str:
    """Return a typed 法人番号 as 13 digits; raises `InvalidInput`."""
    number = re.sub("[ -]", "", fold_width(text))
    if not re.fullmatch("[0-9]{13}", number):
        raise InvalidInput("法人番号は13桁の数字で入力してください。")
    if number[0] != str(corporate_number_check_digit(number[1:])):
        raise InvalidInput(
            "法人番号に打ち間違いがあるようです。国税庁法人番号公表サイトの13桁をご確認ください。"
        )
    return number
