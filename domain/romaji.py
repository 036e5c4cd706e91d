"""Kana in Latin letters, as people type it into passwords; good for comparing, not for showing."""

import re

_ROWS = {
    "": "アイウエオ",
    "k": "カキクケコ",
    "g": "ガギグゲゴ",
    "s": "サシスセソ",
    "z": "ザジズゼゾ",
    "t": "タチツテト",
    "d": "ダヂヅデド",
    "n": "ナニヌネノ",
    "h": "ハヒフヘホ",
    "b": "バビブベボ",
    "p": "パピプペポ",
    "m": "マミムメモ",
    "r": "ラリルレロ",
}
_SYLLABLES = {
    kana: consonant + vowel
    for consonant, row in _ROWS.items()
    for kana, vowel in zip(row, "aiueo", strict=True)
}
# Hepburn, where it differs from the rows.
_SYLLABLES |= {
    "シ": "shi",
    "チ": "chi",
    "ツ": "tsu",
    "フ": "fu",
    "ジ": "ji",
    "ヂ": "ji",
    "ヅ": "zu",
}
_SYLLABLES |= {"ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヲ": "o", "ン": "n", "ヴ": "vu"}
_SYLLABLES_BY_CODE = str.maketrans({**_SYLLABLES, "ー": ""})
_SMALL = str.maketrans("ァィゥェォャュョ", "aiueoauo")


def romanised(katakana: str) -> tuple[str, str]:
    """Return two usual spellings: long vowels written out (`toukyou`), and not (`tokyo`)."""
    text = katakana.translate(_SYLLABLES_BY_CODE)
    text = re.sub("(sh|ch|j)i(?=[ャュョ])", r"\1", text)
    text = re.sub("i(?=[ャュョ])", "y", text)
    text = re.sub("[aiueo](?=[ァィゥェォ])", "", text).translate(_SMALL)
    text = re.sub("ッ([a-z])", r"\1\1", text)
    return text, re.sub("ou|oo", "o", text).replace("uu", "u")
