"""Typed text and readings in kana: what is refused, what is trimmed, how widths are folded."""

import re
import unicodedata
from collections.abc import Callable

DASHES = "-\u02d7\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2500\u2501"
"""Characters that people type for a hyphen and that NFKC keeps apart.

Source: facts.md, "Company names".
"""

_DASHES_AND_LONG_MARK = dict.fromkeys(map(ord, DASHES + "ー"), "-")
_MOST_OF_A_CODE = 100
# Nobody sees these: controls, marks of direction and width (U+200B, U+FEFF, U+202A…), separators.
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Zl", "Zp"})
# Others see no letter: private ones (外字), halves of one, and none.
_UNREADABLE_CATEGORIES = frozenset({"Cn", "Co", "Cs"})
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


def trim(text: str) -> str:
    """Return the text without what nobody sees at its ends: white space, and what copying brings.

    Every rule begins with this, so that no invisible character at an end refuses a right value.
    """
    return _without_ends(text, lambda sign: sign.isspace() or _is_unseen(sign))


def trim_unseen(text: str) -> str:
    """Return the text without invisible characters at its ends; its spaces stay."""
    return _without_ends(text, _is_unseen)


def accept_line(text: str, *, most: int) -> str:
    """Return one line of text as typed, trimmed.

    Raises `InvalidInput` for an empty line, more than `most` characters, line breaks and tabs in
    the middle, and characters that are invisible, unassigned or steer the direction of writing
    (ASVS 1.3.11). Variation selectors stay: names are written with them.
    """
    line = trim(text)
    if _LINE_BREAKS_AND_TABS.search(line):
        raise InvalidInput("改行やタブは使えません。1行で入力してください。")
    return _accept(line, most)


def accept_text(text: str, *, most: int) -> str:
    r"""Return text of several lines, its line breaks as `\n`; otherwise like `accept_line`."""
    lines = trim(text.replace("\r\n", "\n").replace("\r", "\n"))
    return _accept(lines, most, allowed="\n")


def fold_width(text: str) -> str:
    """Return a code-like text in half width: NFKC, every dash and long mark as `-`, trimmed.

    What nobody sees is dropped, inside too: a code means nothing by it. Raises `InvalidInput` for
    more than 100 characters: no code is as long, and normalising a flood of combining marks takes
    time that grows with its square.
    """
    if len(text) > _MOST_OF_A_CODE:
        raise InvalidInput("{most}文字以内で入力してください。", most=_MOST_OF_A_CODE)
    seen = without_unseen(text)
    return trim(unicodedata.normalize("NFKC", seen).translate(_DASHES_AND_LONG_MARK))


def without_unseen(text: str) -> str:
    """Return the text without invisible characters; line breaks and other controls stay."""
    return "".join(
        sign for sign in text if unicodedata.category(sign) != "Cf" and sign not in _BLANKS
    )


def refuse_invisible(text: str, *, allowed: str = "") -> None:
    """Raise `InvalidInput` for the first character that nobody can see or read, and its place.

    `allowed` may stay. The place is counted in characters from 1, in its line where there are many.
    """
    for at, sign in enumerate(text):
        if sign not in allowed and (_is_unseen(sign) or _is_unreadable(sign)):
            raise _out_of_place(text, at)


def _out_of_place(text: str, at: int) -> InvalidInput:
    place: dict[str, str | int] = {
        "place": at - text.rfind("\n", 0, at),
        "code": f"U+{ord(text[at]):04X}",
    }
    line = text.count("\n", 0, at) + 1
    match _is_unseen(text[at]), "\n" in text.strip("\n"):
        case True, False:
            return InvalidInput(
                "{place}文字目に、目に見えない文字（{code}）が入っています。"
                "その前後の文字ごと消して、入力し直してください。",
                **place,
            )
        case True, True:
            return InvalidInput(
                "{line}行目の{place}文字目に、目に見えない文字（{code}）が入っています。"
                "その前後の文字ごと消して、入力し直してください。",
                line=line,
                **place,
            )
        case False, False:
            return InvalidInput(
                "{place}文字目に、ほかの方には読めない文字（外字など、{code}）が使われています。"
                "別の文字で入力してください。",
                **place,
            )
        case _:
            return InvalidInput(
                "{line}行目の{place}文字目に、ほかの方には読めない文字（外字など、{code}）が"
                "使われています。別の文字で入力してください。",
                line=line,
                **place,
            )


def _accept(text: str, most: int, *, allowed: str = "") -> str:
    if not text:
        raise InvalidInput("入力してください。")
    if len(text) > most:
        raise InvalidInput("{most}文字以内で入力してください。", most=most)
    refuse_invisible(text, allowed=allowed)
    return text


def _without_ends(text: str, is_dropped: Callable[[str], bool]) -> str:
    start, end = 0, len(text)
    while start < end and is_dropped(text[start]):
        start += 1
    while start < end and is_dropped(text[end - 1]):
        end -= 1
    return text[start:end]


def legible(sign: str) -> str:
    """A character as a message can name it: itself, or by its number where nobody can read it."""
    return f"U+{ord(sign):04X}" if _is_unseen(sign) or _is_unreadable(sign) else sign


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in _UNSEEN_CATEGORIES or sign in _BLANKS


def _is_unreadable(sign: str) -> bool:
    return unicodedata.category(sign) in _UNREADABLE_CATEGORIES


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
