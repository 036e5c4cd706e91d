"""Kana in Latin letters, as people type it; good for comparing, not for showing."""

import re
import unicodedata

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


_CONTRACTED = [kana + small for kana in "キギシジチニヒビピミリ" for small in "ャュョ"]
# By its Hepburn spelling, and by its row of the table (シ is shi and si, シャ sha and sya).
_KANA_OF = {spelling: kana for kana, spelling in _SYLLABLES.items() if kana not in "ヂヅヲ"}
_KANA_OF |= {romanised(kana)[0]: kana for kana in _CONTRACTED}
for _consonant, _row in _ROWS.items():
    _KANA_OF |= dict(zip((_consonant + vowel for vowel in "aiueo"), _row, strict=True))
    if _consonant:
        _KANA_OF |= {f"{_consonant}y{v}": _row[1] + s for v, s in zip("auo", "ャュョ", strict=True)}
_KANA_OF |= {f"jy{vowel}": f"ジ{small}" for vowel, small in zip("auo", "ャュョ", strict=True)}
_KANA_OF |= {"fa": "ファ", "fi": "フィ", "fe": "フェ", "fo": "フォ", "she": "シェ", "che": "チェ"}
_KANA_OF |= {"je": "ジェ", "wo": "ヲ", "dhi": "ディ", "thi": "ティ"}

# A syllabic n, also as m before lips; a doubled consonant; the h of a long o, as in Ohta.
_SYLLABIC_N = re.compile("n'|nn(?=[^aiueoy]|$)|n(?=[^aiueoy]|$)|m(?=[bmp])")
_DOUBLED = re.compile("([bcdfgjkpstz])(?=\\1)|t(?=ch)")
_LONG_O = re.compile("(?<=o)h(?=[^aiueoy]|$)")


def katakana_of(letters: str) -> str | None:
    """Return the kana that Latin letters spell, in Hepburn or not; None if they spell none.

    Marks of long vowels, spaces and hyphens are dropped. `letters` may be of any case and width.
    """
    plain = unicodedata.normalize("NFKD", letters).casefold()
    plain = re.sub(r"[\s\-.\u0300-\u036f]", "", plain)
    plain = _DOUBLED.sub("ッ", _SYLLABIC_N.sub("ン", _LONG_O.sub("", plain)))
    kana, place = "", 0
    while place < len(plain):
        for length in (3, 2, 1):
            spelling = plain[place : place + length]
            if spelling in _KANA_OF or spelling in {"ン", "ッ"}:
                kana += _KANA_OF.get(spelling, spelling)
                place += len(spelling)
                break
        else:
            return None
    return kana or None
