"""Readings in kana: 企業名カナ and 氏名カナ."""

import re
import unicodedata

from domain.text import DASHES, InvalidInput, accept_line

_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
# A hyphen after kana was meant as the long mark; half-width kana keyboards have them side by side.
_MISTYPED_LONG_MARKS = re.compile("(?<=[ァ-ヺー])-+")
_ONE_DASH = str.maketrans(dict.fromkeys(DASHES, "-"))
# Digits, Latin letters and the six signs that a trade name may carry (商業登記規則 第50条).
_KANA_LINE = re.compile(r"[ァ-ヺーヽヾ・0-9A-Za-z&'’,.\- ]+")


def to_katakana(text: str) -> str:
    """Return the text with every hiragana as katakana; all else stays."""
    return text.translate(_HIRAGANA_TO_KATAKANA)


def accept_kana(text: str, *, most: int) -> str:
    """Return a reading in full-width katakana, other signs in half width.

    Hiragana and half-width kana are folded. Raises `InvalidInput` for kanji and all else that
    is no reading, and as `accept_line` does.
    """
    folded = unicodedata.normalize("NFKC", accept_line(text, most=most)).translate(_ONE_DASH)
    kana = _MISTYPED_LONG_MARKS.sub(lambda dashes: "ー" * len(dashes[0]), to_katakana(folded))
    if not _KANA_LINE.fullmatch(kana):
        raise InvalidInput("全角カタカナで入力してください。")
    return accept_line(kana, most=most)
