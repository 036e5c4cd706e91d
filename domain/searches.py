"""What an administrator types to find applications or companies, and how it is understood."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from domain.company_names import accept_company_name
from domain.lengths import LONGEST_MAIL_ADDRESS
from domain.pasted_mail_addresses import bare_address
from domain.text import InvalidInput, accept_line, without_unseen
from domain.typed_numbers import digits_of

_FEWEST_DIGITS = 3
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
# 法人番号 as the 登録番号 of invoices (`accept_corporate_number`).
_QUALIFIED = re.compile("t((?:[ -]?[0-9]){13})")


class By(StrEnum):
    """What applications are found by."""

    NUMBER = "number"
    """A part of the 受付番号, digits alone."""

    MAKER_CODE = "maker_code"
    """The beginning of the 代表JANメーカーコード."""

    PRODUCT_CODE = "product_code"
    """A whole JAN code (13 digits), which begins with the maker code."""

    CORPORATE_NUMBER = "corporate_number"
    MAILBOX = "mailbox"
    MAIL_DOMAIN = "mail_domain"

    NAME = "name"
    """Words of the company name or its reading, as typed."""


@dataclass(frozen=True)
class Clue:
    """One thing that was understood of what was typed."""

    by: By
    text: str


Clues = tuple[Clue, ...]
"""Any of them may be what was meant."""


def accept_anything(text: str) -> Clues:
    """Recognise a mail address, a domain, a number or a name; raises `InvalidInput`."""
    line = accept_line(without_unseen(text), most=LONGEST_MAIL_ADDRESS)
    folded = _folded(line)
    if "@" in folded:
        return accept_mail(line)
    if re.fullmatch("[0-9 -]+", folded):
        return _numbers(digits_of(line))
    if qualified := _QUALIFIED.fullmatch(folded):
        return _numbers(digits_of(qualified[1]))
    name = accept_name(line)
    return (*name, Clue(By.MAIL_DOMAIN, folded)) if _DOMAIN.fullmatch(folded) else name


def accept_number(text: str) -> Clues:
    """Take a part of a 受付番号, hyphens or not, of at least 3 digits; raises `InvalidInput`."""
    digits = digits_of(text)
    if not re.fullmatch(f"[0-9]{{{_FEWEST_DIGITS},13}}", digits):
        raise InvalidInput(
            "受付番号の一部を、{fewest}桁以上の数字で入力してください。", fewest=_FEWEST_DIGITS
        )
    return (Clue(By.NUMBER, digits),)


def accept_jan(text: str) -> Clues:
    """Take a maker code, its beginning, or a whole product code; raises `InvalidInput`."""
    digits = digits_of(text)
    clues = tuple(clue for clue in _codes(digits) if clue.by is not By.CORPORATE_NUMBER)
    if not re.fullmatch("[0-9]+", digits) or not clues:
        raise InvalidInput(
            "JANコードは、メーカーコード（先頭の{fewest}桁以上）か、商品のコード全体（13桁または"
            "12桁）を入力してください。",
            fewest=_FEWEST_DIGITS,
        )
    return clues


def accept_mail(text: str) -> Clues:
    """Take a mail address, or a domain with or without @; raises `InvalidInput`."""
    mailbox, _, domain = _pasted(text).rpartition("@")
    if not _DOMAIN.fullmatch(domain):
        raise InvalidInput(
            "メールアドレス、または@より後ろ（例：mihon-oroshi.example）を入力してください。"
        )
    if mailbox:
        return (Clue(By.MAILBOX, f"{mailbox}@{domain}"),)
    return (Clue(By.MAIL_DOMAIN, domain),)


def accept_name(text: str) -> Clues:
    """Take a company name or a part of one; raises `InvalidInput`."""
    return (Clue(By.NAME, accept_company_name(without_unseen(text))),)


def _numbers(digits: str) -> Clues:
    # There is a company that is called 551.
    return (*accept_number(digits), *_codes(digits), Clue(By.NAME, digits))


def _codes(digits: str) -> Clues:
    match len(digits):
        case 12:
            return (Clue(By.PRODUCT_CODE, f"0{digits}"),)
        case 13:
            return (Clue(By.PRODUCT_CODE, digits), Clue(By.CORPORATE_NUMBER, digits))
        case length if _FEWEST_DIGITS <= length <= 10:
            return (Clue(By.MAKER_CODE, digits),)
        case _:
            return ()


def _pasted(text: str) -> str:
    """A mail address, or a part of one, without what stands around it."""
    return bare_address(accept_line(without_unseen(text), most=LONGEST_MAIL_ADDRESS)).casefold()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@dataclass(frozen=True)
class WantedCompany:
    """What was understood; empty for what it is not.

    `mail_address`: in lower case. `digits`: 7 to 13, of a 企業ID, 法人番号 or JAN code; such may be
    a name too. `name`: as typed.
    """

    mail_address: str = ""
    digits: str = ""
    name: str = ""


def accept_wanted(text: str) -> WantedCompany:
    """Recognise a mail address, a number or a name; raises `InvalidInput`."""
    line = accept_line(without_unseen(text), most=LONGEST_MAIL_ADDRESS)
    if "@" in _folded(line):
        return WantedCompany(mail_address=_pasted(line))
    name = accept_company_name(line)
    qualified = _QUALIFIED.fullmatch(_folded(line))
    digits = re.sub("[ -]", "", qualified[1] if qualified else _folded(line))
    return WantedCompany(
        digits=digits if re.fullmatch("[0-9]{7,13}", digits) else "",
        name=name,
    )
