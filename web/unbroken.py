"""Numbers and days in tables stay in one line each; what else a cell holds breaks where it must."""

import re

from markupsafe import Markup, escape

_WHOLE = re.compile(
    r"[0-9]{4}\u5e74[0-9]{1,2}\u6708[0-9]{1,2}\u65e5(?:\(.\))?"  # 年, 月, 日
    # Not a part of an address, a file's name, a network or a long code.
    r"|(?<![\w@.&#:+/-])\+?[0-9][0-9,.:/-]{1,18}(?![\w@/-]*[@:])(?![A-Za-z_-])",
    re.ASCII,
)
_TAGS = re.compile(r"(<[^>]*>)")
_NO_PLACE_FOR_TAGS = ("<svg", "<option", "<textarea")


def unbroken(cell: object) -> Markup:
    """Give a cell as HTML in which no line breaks inside a number, an ID or a day."""
    html = str(escape(cell))
    if not any(tag in html for tag in _NO_PLACE_FOR_TAGS):
        html = "".join(map(_marked, _TAGS.split(html)))
    return Markup(html)  # noqa: S704 -- what was not HTML was escaped


def _marked(part: str) -> str:
    if part.startswith("<"):
        return part
    return _WHOLE.sub(r'<span class="unbroken">\g<0></span>', part)
