"""Tells whether a mail server refused the recipient's address, or us who sent the mail.

Of the address its applicant or member hears, who can correct it; of us only the operator.
"""

import re

# RFC 3463 and its registry: X.7 is security and policy (5.7.1 delivery not authorised, 5.7.8
# authentication, 5.7.23 SPF, 5.7.26 DMARC), 5.1.7 and 5.1.8 the sender's address.
_CODE = re.compile(r"(?<![0-9.])[45]\.([0-9])\.([0-9]{1,3})(?![0-9.])")
_OF_THE_SENDER = {("1", "7"), ("1", "8")}
_OF_THE_ADDRESS = {"1", "2", "4"}
# "Authenticate first" and its kin (RFC 4954, 6) are about us, whatever they answer to.
_LOGIN = re.compile(r"(?<![0-9.])53[0458](?![0-9.])")
_WORDS = re.compile(
    r"\b(?:black|block|deny)[- ]?list|\bblocked\b|\bdnsbl\b|\brbl\b|spamhaus|spamcop|barracuda"
    r"|\bspam\b|\bspf\b|\bdkim\b|\bdmarc\b|reputation|authenticat|relay(?:ing)?\s+(?:access\s+)?denied"
    r"|not\s+permitted\s+to\s+relay|client\s+host\s+rejected|\bpolicy\b|迷惑メール|ブロック|受信拒否",
    re.IGNORECASE,
)


def is_about_us(status: str, answer: str) -> bool:
    """Tell whether a refusal is about us; what cannot be told counts as about the address.

    `status`: an enhanced code (RFC 3463), or empty. `answer`: what the server said. A code in the
    answer is the server's own, and counts before one that a relay put in its report.
    """
    code = _telling(answer) or _telling(status)
    if code is not None:
        subject, _ = code
        if subject == "7" or code in _OF_THE_SENDER:
            return True
        if subject in _OF_THE_ADDRESS:
            return False
    return bool(_LOGIN.search(answer) or _WORDS.search(answer))


def _telling(text: str) -> tuple[str, str] | None:
    """The first code in a text that says more than that something failed."""
    codes = ((found[1], found[2]) for found in _CODE.finditer(text))
    return next((code for code in codes if code[0] != "0"), None)
