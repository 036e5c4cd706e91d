"""Telephone numbers as people write them and as browsers fill them in: 電話番号."""

import re

from domain.text import InvalidInput
from domain.typed_numbers import fold_number


def accept_telephone(text: str, *, overseas: bool) -> str:
    """Return a telephone number.

    In Japan 10 or 11 digits that begin with 0, hyphens where they were typed, brackets, dots and
    spaces as hyphens, and +81, as browsers fill it in, as that 0; abroad `+` and 7 to 15 digits
    (ITU-T E.164). Raises `InvalidInput`.
    """
    typed = _MAIN_NUMBER.sub("", _LABEL.sub("", fold_number(text)))
    _refuse_more_than_a_number(typed)
    return _overseas_telephone(typed) if overseas else _japanese_telephone(typed)


def is_overseas_telephone(text: str) -> bool:
    """Tell whether a typed number begins with the code of another country than Japan."""
    return bool(_OTHER_COUNTRY.match(_LABEL.sub("", fold_number(text))))


_LABEL = re.compile("^(?:TEL|電話番号|電話)[ .:]*", re.IGNORECASE)
_MAIN_NUMBER = re.compile(r" *\(代表?\) *")
_OTHER_COUNTRY = re.compile(r"\+(?!81)")
# (0) is what a caller inside the country dials instead of its code.
_TRUNK_ZERO = re.compile(r"\( *0 *\)")
_FROM_ABROAD = re.compile(r"^\+?81[ (.-]*0?")
_EXTENSION = re.compile(r"(?:内線|ext|x)[ .:-]*[0-9]+\)?$", re.IGNORECASE)
_SEVERAL = re.compile(r"[0-9][ )-]*(?:[/,;、]|または|又は)[ (+-]*[0-9]{2}")


def _refuse_more_than_a_number(typed: str) -> None:
    if _EXTENSION.search(typed):
        raise InvalidInput("内線番号は入力できません。代表または直通の番号だけを入力してください。")
    if _SEVERAL.search(typed):
        raise InvalidInput("電話番号は1つだけ入力してください。")


def _japanese_telephone(typed: str) -> str:
    if _OTHER_COUNTRY.match(typed):
        raise InvalidInput(
            "日本の国番号（+81）ではない電話番号です。"
            "国内の番号を「03-1234-5678」のように入力してください。"
        )
    number = re.sub("[ ().-]+", "-", _FROM_ABROAD.sub("0", _without_trunk_zero(typed), count=1))
    number = number.strip("-")
    digits = number.replace("-", "")
    if re.fullmatch("[1-9][0-9]{8,9}", digits):
        raise InvalidInput(
            "先頭の0が抜けています。「03-1234-5678」のように、0から始まる番号を入力してください。"
        )
    if not re.fullmatch("0[0-9]{9,10}", digits):
        raise InvalidInput(
            "電話番号は「03-1234-5678」のように、0から始まる10桁または11桁の数字で入力してください。"
        )
    return number


def _without_trunk_zero(typed: str) -> str:
    from_abroad = typed.startswith("+") or _FROM_ABROAD.match(typed)
    return _TRUNK_ZERO.sub("", typed, count=1) if from_abroad else typed


def _overseas_telephone(typed: str) -> str:
    number = re.sub("[ ().-]", "", _without_trunk_zero(typed))
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", number):
        raise InvalidInput(
            "電話番号は「+1 212 555 0100」のように、+と国番号から始めて入力してください。"
        )
    return number
