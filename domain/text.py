"""Typed text and readings in kana: what is refused, what is trimmed, how widths are folded."""

import re
import unicodedata

DASHES = "-\u02d7\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2500\u2501"
"""Characters that people type for a hyphen and that NFKC keeps apart.

Source: facts.md, "Company names".
"""

_DASHES_AND_LONG_MARK = dict.fromkeys(map(ord, DASHES + "ー"), "-")
_MOST_OF_A_CODE = 100
_UNWANTED_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# Letters and symbols by category that show nothing on a page.
_BLANKS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
_LINE_BREAKS_AND_TABS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]")


class InvalidInput(ValueError):  # noqa: N818 -- it names what a person typed, not a fault of ours
    """A typed value that cannot be taken, with a sentence that says what to do.

    `message` is a Japanese template in `str.format` style, so that it can be translated;
    `params` fill it; `str()` is the filled Japanese sentence.
    """

    def __init__(self, message: str, **params: str | int) -> None:
        super().__init__(message.format(**params))
        self.message = message
        self.params = params


def accept_line(text: str, *, most: int) -> str:
    """Return one line of text as typed, without the white space around it.

    Raises `InvalidInput` for an empty line, more than `most` characters, line breaks and tabs in
    the middle, and characters that are invisible, unassigned or steer the direction of writing
    (ASVS 1.3.11). Variation selectors stay: names are written with them.
    """
    line = text.strip()
    if _LINE_BREAKS_AND_TABS.search(line):
        raise InvalidInput("改行やタブは使えません。1行で入力してください。")
    return _accept(line, most)


def accept_text(text: str, *, most: int) -> str:
    r"""Return text of several lines, its line breaks as `\n`; otherwise like `accept_line`."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return _accept(lines, most, allowed="\n")


def fold_width(text: str) -> str:
    """Return a code-like text in half width: NFKC, every dash and long mark as `-`, trimmed.

    Raises `InvalidInput` for more than 100 characters: no code is as long, and normalising a
    flood of combining marks takes time that grows with its square.
    """
    if len(text) > _MOST_OF_A_CODE:
        raise InvalidInput("{most}文字以内で入力してください。", most=_MOST_OF_A_CODE)
    return unicodedata.normalize("NFKC", text).translate(_DASHES_AND_LONG_MARK).strip()


def refuse_invisible(text: str, *, allowed: str = "") -> None:
    """Raise `InvalidInput` naming the first character that nobody can see; `allowed` may stay."""
    for character in text:
        if character not in allowed and _is_invisible(character):
            raise InvalidInput(
                "使えない文字（{code}）が含まれています。その文字を取り除いてください。",
                code=f"U+{ord(character):04X}",
            )


def _accept(text: str, most: int, *, allowed: str = "") -> str:
    if not text:
        raise InvalidInput("入力してください。")
    if len(text) > most:
        raise InvalidInput("{most}文字以内で入力してください。", most=most)
    refuse_invisible(text, allowed=allowed)
    return text


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in _UNWANTED_CATEGORIES or character in _BLANKS


HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
# A hyphen after kana was meant as the long mark; half-width kana keyboards have them side by side.
_MISTYPED_LONG_MARKS = re.compile("(?<=[ァ-ヺー])-+")
_ONE_DASH = str.maketrans(dict.fromkeys(DASHES, "-"))
# Digits, Latin letters and the six signs that a trade name may carry (商業登記規則 第50条).
_KANA_LINE = re.compile(r"[ァ-ヺーヽヾ・0-9A-Za-z&'’,.\- ]+")


def to_katakana(text: str) -> str:
    """Return the text with every hiragana as katakana; all else stays."""
    return text.translate(HIRAGANA_TO_KATAKANA)


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
