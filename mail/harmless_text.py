"""Text that people typed, made so that no mail program turns any of it into a link (S33)."""

import re
from typing import NewType

Harmless = NewType("Harmless", str)
"""Typed text that went through `defuse`; letters take no other."""

# Each of these is what makes mail programs see an address; the look-alikes are read as dots and
# at signs too (UTS 46 maps them). A 。 between Latin letters is a dot; elsewhere a sentence ends.
_MAKES_A_LINK = re.compile(
    r"[.．﹒․](?=[^\s,.)])"  # evil.example; but not "Co., Ltd."
    r"|(?<=[0-9A-Za-z])[。｡](?=[0-9A-Za-z])"
    r"|[@＠﹫](?=\S)"  # a@evil
    r"|(?<=[A-Za-z]):(?=\S)|:(?=[/\\])"  # mailto:a, tel:1, http://1/
    r"|\\(?=\\)"  # \\server\share
)


def defuse(text: str) -> Harmless:
    """Put brackets around every character that makes an address an address.

    `www.evil.example` becomes `www[.]evil[.]example`: still to be read, nowhere to be clicked, and
    the same in plain text and HTML. Names without addresses stay as they are.
    """
    return Harmless(_MAKES_A_LINK.sub(lambda found: f"[{found[0]}]", text))
