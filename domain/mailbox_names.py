"""The part of a mail address before `@`: which are taken, and how they are written when sent.

Sources: RFC 5321 4.1.2 (Dot-string, Quoted-string); docomo and au gave out names with dots side by
side or at the end until 2009, which are in use, and to which other programs send without quotes.
"""

import re

from domain.text import InvalidInput, legible

_GAVE_OUT_STRAY_DOTS = ("docomo.ne.jp", "ezweb.ne.jp")
_SIGNS = "A-Za-z0-9!#$%&'*+/=?^_`{|}~-"
_DOT_STRING = re.compile(rf"[{_SIGNS}]+(?:\.[{_SIGNS}]+)*")
_WITH_STRAY_DOTS = re.compile("[A-Za-z0-9._+/?-]*[A-Za-z0-9][A-Za-z0-9._+/?-]*")
_QUOTED = re.compile(r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])+)"')


def accept_mailbox_name(text: str, domain: str) -> str:
    """Return what stands before `@`, in quotes only where it means nothing without.

    `domain`: what stands behind it, in lower-case ASCII. Raises `InvalidInput`.
    """
    quoted = _QUOTED.fullmatch(text)
    name = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else text
    if _DOT_STRING.fullmatch(name) or _has_known_stray_dots(name, domain):
        return name
    if quoted:
        return _in_quotes(name)
    wrong = re.search(rf"[^.{_SIGNS}]", name)
    if wrong:
        raise InvalidInput(
            "「@」より前に、メールアドレスに使えない文字（{sign}）があります。"
            "半角英数字で入力してください。",
            sign=legible(wrong[0]),
        )
    raise InvalidInput("「.」が続いているか、端にあります。「.」の位置をご確認ください。")


def as_sent(address: str) -> str:
    """Return an accepted address as RFC 5321 wants it: quoted where it needs to be."""
    name, _, domain = address.rpartition("@")
    if _DOT_STRING.fullmatch(name) or _QUOTED.fullmatch(name):
        return address
    return f"{_in_quotes(name)}@{domain}"


def _has_known_stray_dots(name: str, domain: str) -> bool:
    known = any(domain == one or domain.endswith(f".{one}") for one in _GAVE_OUT_STRAY_DOTS)
    return known and bool(_WITH_STRAY_DOTS.fullmatch(name))


def _in_quotes(name: str) -> str:
    escaped = re.sub(r'(["\\])', r"\\\1", name)
    return f'"{escaped}"'
