"""Domains that a reader can take for another: slips of the eye, additions, homographs (S23, S30).

A domain that is near another is a reason to ask a person, never a proof; so the rules are plain,
and names of fewer than five letters, which are near many others, are compared more strictly.
"""

import re
import unicodedata

_LEAST_TELLING = 5
# Suffixes below two-letter TLDs: 属性型 and 都道府県型 of .jp, .co.uk, .com.au.
_SECOND_LEVEL = re.compile(
    "ac|ad|com?|edu?|gov?|gr|lg|ltd|mil|net?|org?|plc"
    "|hokkaido|aomori|iwate|miyagi|akita|yamagata|fukushima|ibaraki|tochigi|gunma|saitama|chiba"
    "|tokyo|kanagawa|niigata|toyama|ishikawa|fukui|yamanashi|nagano|gifu|shizuoka|aichi|mie|shiga"
    "|kyoto|osaka|hyogo|nara|wakayama|tottori|shimane|okayama|hiroshima|yamaguchi|tokushima"
    "|kagawa|ehime|kochi|fukuoka|saga|nagasaki|kumamoto|oita|miyazaki|kagoshima|okinawa"
)
# Cyrillic, Greek, and Latin that NFKD keeps, each above its twin (a choice from UTS 39).
_LATIN_TWINS = str.maketrans(
    "авегһиіјкӏмнопрԛѕтцуԝхԁьαγεηικνορσυχωıɑɡłø",
    "abeghuijklmhonpqstuywxdbayenikvopouxwiaglo",
)
# Expanded to the longer twin, so that no reading depends on where it begins.
_EYE_TWINS = str.maketrans({"i": "l", "1": "l", "0": "o", "m": "rn", "w": "vv", "-": None})


def registrable_domain(domain: str) -> str:
    """Return what somebody registered: one label and the public suffix, `mihon.co.jp`."""
    owned, suffix = _split(domain)
    return ".".join([owned[-1], *suffix])


def looks_like(one: str, other: str) -> bool:
    """Tell whether two domains belong to different owners and one can be taken for the other.

    Both in lower case, international ones in punycode. Domains below one registered domain have
    one owner and are never look-alikes. Whoever deceives chooses either the shorter or the longer
    name, so it makes no difference which of the two is named first.
    """
    if registrable_domain(one) == registrable_domain(other):
        return False
    return _imitates(one, other) or _imitates(other, one)


def _imitates(domain: str, genuine: str) -> bool:
    """Tell whether any label of a domain is near the name that somebody registered."""
    name = _plain(_split(genuine)[0][-1])
    return any(_near(_plain(label), name) for label in _split(domain)[0])


def _split(domain: str) -> tuple[list[str], list[str]]:
    """Return the labels that an owner chose, at least one, and the public suffix after them."""
    labels = domain.split(".")
    two = len(labels) > 2 and len(labels[-1]) == 2 and _SECOND_LEVEL.fullmatch(labels[-2])
    cut = max(1, len(labels) - (2 if two else 1))
    return labels[:cut], labels[cut:]


def _near(label: str, name: str) -> bool:
    seen, genuine = label.translate(_EYE_TWINS), name.translate(_EYE_TWINS)
    if seen == genuine or f"-{name}-" in f"-{label}-":
        return True
    return len(name) >= _LEAST_TELLING and (genuine in seen or _one_edit_apart(label, name))


def _plain(label: str) -> str:
    """Return the Latin letters that a reader takes a label for."""
    decomposed = unicodedata.normalize("NFKD", _decoded(label))
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return bare.translate(_LATIN_TWINS)


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _one_edit_apart(a: str, b: str) -> bool:
    """Tell whether one letter is missing, added or wrong, or two neighbours are swapped."""
    short, long = sorted((a, b), key=len)
    at = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    short, long = short[at:], long[at:]
    swapped = short[:2] == long[1::-1] and short[2:] == long[2:]
    return swapped or long[1:] in {short, short[1:]}
