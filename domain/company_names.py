"""Company names: how they are taken, and the keys by which they find each other.

The keys follow facts.md, "Company names", in its order. The name as typed is kept apart, for
display and register.
"""

import re
import unicodedata

from domain.kanji_forms import FOLDED
from domain.legal_forms import (
    COOPERATIVES_NAMED_BY_FORM,
    FOREIGN_FORMS,
    FORMS_BY_MARK,
    FULL_FORMS,
    OTHER_SPELLINGS,
)
from domain.lengths import LONGEST_NAME
from domain.text import DASHES, InvalidInput, accept_line, to_katakana

_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SIGNS = str.maketrans({**dict.fromkeys(DASHES, "ー"), "〜": "~", "・": "·", "‘": "'", "’": "'"})
# Separators say nothing about who it is; % _ \ are dropped because SQL gives them a meaning. As
# they are folded, for sets of signs beyond Latin-1 cost a start a tenth of a second.
_SEPARATORS = r"\s·.,'%_\\"
_SEPARATOR = re.compile(f"[{_SEPARATORS}]")
_GAP = f"[{_SEPARATORS}]*"

# For the looser key: small kana as large (キューピー is registered as キユーピー), ヴ as バ行,
# old forms of kanji as new ones (facts.md, "Company names", 5; domain/kanji_forms.py).
_VU = {"ヴァ": "バ", "ヴィ": "ビ", "ヴェ": "ベ", "ヴォ": "ボ", "ヴ": "ブ"}
_LARGE_KANA = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")


def accept_company_name(text: str) -> str:
    """Return a company name of at most 100 characters as typed; raises `InvalidInput`.

    A name without any letter or digit is refused, so that every accepted one has a search key.
    """
    name = accept_line(text, most=LONGEST_NAME)
    if not any(sign.isalnum() for sign in search_key(name).replace("ー", "")):
        raise InvalidInput("企業名を文字で入力してください。記号だけでは登録・検索できません。")
    return name


def search_key(name: str) -> str:
    r"""Return the key under which spellings of one name are equal.

    Width, case, kana, spaces, dashes and separators are folded, one legal form is stripped, and
    `%`, `_`, `\` are dropped, so that a key is safe inside a LIKE pattern. The key of a key is
    the key itself, unless the name carries a second legal form, which then goes too.
    """
    return _squeeze(strip_legal_form(name))


def loose_search_key(name: str) -> str:
    """Return a key under which similar names are equal too; rank its hits after exact ones.

    Names of the same `search_key` have the same loose key.
    """
    return _loosen(search_key(name))


def search_words(name: str) -> list[str]:
    """Return the looser keys of a name's words, as its spaces part them, without the legal form."""
    words = strip_legal_form(name).split()
    return [key for word in words if (key := _loosen(_squeeze(word)))]


def says_too_little(name: str) -> bool:
    """Whether names that begin so are too many to be shown: one Latin letter or digit alone."""
    return re.fullmatch("[a-z0-9]", search_key(name)) is not None


def strip_legal_form(name: str) -> str:
    """Return the folded name without ONE legal form, at the start or else at the end.

    A form in the middle stays, and so does one without which nothing would be left. A cooperative
    keeps the form that is its name.
    """
    return _without_form(name)[0]


def legal_form(name: str) -> str:
    """Return the form that `strip_legal_form` takes off, such as 株式会社 for (株) and ㍿.

    Forms in Latin letters come folded. Empty where the name has none, or one that may be several.
    """
    form = _without_form(name)[1]
    return _FORM_OF.get(form.strip("()"), form)


def _without_form(name: str) -> tuple[str, str]:
    """The folded name without its one form, and the form, squeezed; that is empty for none."""
    folded = _fold(name)
    for pattern in (_FORM_AT_START, _FORM_AT_END):
        found = pattern.search(folded)
        rest = pattern.sub("", folded, count=1)
        if found and _squeeze(rest):
            return rest, _squeeze(found[0])
    return folded, ""


def _fold(text: str) -> str:
    text = _VARIATION_SELECTORS.sub("", text)
    text = unicodedata.normalize("NFKC", text).casefold()
    text = to_katakana(unicodedata.normalize("NFKC", text))
    return text.translate(_SIGNS)


def _squeeze(folded: str) -> str:
    # What stood on both sides of a separator may now compose, such as カ and a voicing mark.
    return unicodedata.normalize("NFKC", _SEPARATOR.sub("", folded))


def _loosen(key: str) -> str:
    key = key.replace("アンド", "&").replace("and", "&")
    for small, large in _VU.items():
        key = key.replace(small, large)
    return key.translate(_LARGE_KANA).translate(FOLDED)


def _spread(letters: str) -> str:
    """Return a pattern for these letters with separators between them or not."""
    return _GAP.join(re.escape(letter) for letter in _fold(letters))


def _any_of(forms: tuple[str, ...]) -> str:
    return "|".join(_spread(form) for form in sorted(forms, key=len, reverse=True))


def _japanese_form(*, opening: str, closing: str) -> str:
    return f"(?:{_any_of(FULL_FORMS)}|{opening}(?:{_any_of(tuple(FORMS_BY_MARK))}){closing})"


def _foreign_form() -> str:
    forms = "|".join(
        re.escape(form.casefold()).replace(r"\.", "[.]?").replace(r"\ ", _GAP)
        for form in FOREIGN_FORMS
    )
    return rf"(?<![a-z0-9.&])(?:{forms})"


# As lookbehinds, each alone, because Python wants them of one width.
_NO_COOPERATIVE = "".join(f"(?<!{kind})" for kind in COOPERATIVES_NAMED_BY_FORM)
_FORM_AT_START = re.compile(rf"\A{_GAP}{_japanese_form(opening='[(]?', closing='[)]')}")
_FORM_AT_END = re.compile(
    rf"(?:{_NO_COOPERATIVE}{_japanese_form(opening='[(]', closing='[)]?')}|{_foreign_form()})"
    rf"{_GAP}\Z"
)

# What is found in a folded name, and the form that it means.
_FORM_OF = {_fold(form): form for form in FULL_FORMS} | {
    _fold(written): form for written, form in (OTHER_SPELLINGS | FORMS_BY_MARK).items()
}
