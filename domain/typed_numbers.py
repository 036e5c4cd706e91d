"""Numbers as people paste them: separators are no part of them, and spreadsheets break them."""

import re

from domain.text import InvalidInput, fold_width

# Spreadsheets show a long number like this, and copy and save what they show.
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{1,3}", re.IGNORECASE)
_TOO_NARROW = re.compile("#{2,}")
# What makes a spreadsheet keep a number as it was typed; it is copied along now and then.
_MARK_OF_TEXT = "'’"


def fold_number(text: str) -> str:
    """Return a typed number in half width, as `fold_width` does, with its separators.

    Raises `InvalidInput` for what a spreadsheet made of a number: the digits are lost.
    """
    number = fold_width(text).lstrip(_MARK_OF_TEXT)
    if _ROUNDED.fullmatch(number):
        raise InvalidInput(
            "表計算ソフトによって「4.91E+12」のような形に変わり、下の桁が失われています。"
            "元の番号を入力してください。"
        )
    if _TOO_NARROW.fullmatch(number):
        raise InvalidInput(
            "表計算ソフトの列の幅が足りず、番号が「###」になっています。元の番号を入力してください。"
        )
    return number


def digits_of(text: str) -> str:
    """Return a typed number without its spaces and hyphens; raises `InvalidInput` as above."""
    return re.sub("[ -]", "", fold_number(text))
