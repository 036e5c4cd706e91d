"""What the one search box of the console is asked, and all that it may mean."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from domain.company_names import accept_company_name
from domain.lengths import LONGEST_MAIL_ADDRESS, LONGEST_NAME
from domain.pasted_mail_addresses import bare_address
from domain.text import DASHES, InvalidInput, accept_line, without_unseen

FEWEST_SIGNS = 3
"""Of a number or a part of a mail address: what is shorter is in most of them."""

_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]*")
_OF_A_MAIL_ADDRESS = re.compile(r"[a-z0-9.!#$&'*+/=?^_`{|}~@-]+")
_WHOLE_MAIL_ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_ACCOUNT = re.compile("([0-9]{8})[ -]?([0-9]{3})")
_ONE_DASH = str.maketrans(dict.fromkeys(f"{DASHES}ー", "-"))
# 法人番号 as the 登録番号 of invoices (`accept_corporate_number`).
_QUALIFIED = re.compile(r"^t(?=(?:[ -]?[0-9]){13}$)")
_FROM_ABROAD = re.compile(r"^\+?81[ ().-]*0?")


class Meaning(StrEnum):
    """What the words may be."""

    NUMBER = "number"
    """The 受付番号, or a part of it: digits alone."""

    COMPANY_ID = "company_id"
    ACCOUNT = "account"
    """企業ID and アカウントID in one, 11 digits."""

    MAKER_CODE = "maker_code"
    """The 代表JANメーカーコード, or its beginning."""

    PRODUCT_CODE = "product_code"
    """A whole JAN code of 13 digits, which begins with the maker code."""

    CORPORATE_NUMBER = "corporate_number"
    TELEPHONE = "telephone"
    """A telephone number, or its beginning: digits alone, from 0."""

    MAILBOX = "mailbox"
    """A whole mail address, in lower case."""

    MAIL_PART = "mail_part"
    """A part of a mail address or of a domain, in lower case."""

    COMPANY_NAME = "company_name"
    """A company or a wholesaler: its name or reading, as typed."""

    PERSON_NAME = "person_name"
    """A person: the beginning of the name or its reading, or the given name, as typed."""


@dataclass(frozen=True)
class Sought:
    """Everything that the words may mean, each with what it then is."""

    meanings: dict[Meaning, str]

    def get(self, meaning: Meaning) -> str:
        """What the words are in this meaning; empty if they cannot mean that."""
        return self.meanings.get(meaning, "")


def accept_sought(text: str) -> Sought:
    """Recognise what may be meant; raises `InvalidInput` for what is too short to look for."""
    line = accept_line(without_unseen(text), most=LONGEST_MAIL_ADDRESS)
    folded = unicodedata.normalize("NFKC", line).casefold()
    if "@" in folded:
        return Sought(_addresses(bare_address(line).casefold()))
    if _NUMBER.fullmatch(number := _QUALIFIED.sub("", folded.translate(_ONE_DASH))):
        return Sought(_numbers(number))
    if len(line) > LONGEST_NAME:
        raise InvalidInput("{most}文字以内で入力してください。", most=LONGEST_NAME)
    name = accept_company_name(line)
    names = {Meaning.COMPANY_NAME: name, Meaning.PERSON_NAME: name}
    return Sought(names | _parts_of_addresses(folded))


def _addresses(typed: str) -> dict[Meaning, str]:
    parts = _parts_of_addresses(typed)
    if not parts:
        raise InvalidInput("メールアドレスの一部を、半角の英数字で入力してください。")
    return {Meaning.MAILBOX: typed} if _WHOLE_MAIL_ADDRESS.fullmatch(typed) else parts


def _parts_of_addresses(folded: str) -> dict[Meaning, str]:
    fits = len(folded) >= FEWEST_SIGNS and _OF_A_MAIL_ADDRESS.fullmatch(folded)
    return {Meaning.MAIL_PART: folded} if fits else {}


def _numbers(folded: str) -> dict[Meaning, str]:
    digits = re.sub("[^0-9]", "", folded)
    if len(digits) < FEWEST_SIGNS:
        raise InvalidInput(
            "番号の一部を、{fewest}桁以上の数字で入力してください。", fewest=FEWEST_SIGNS
        )
    meanings = _of_length(digits)
    if account := _ACCOUNT.fullmatch(folded):
        meanings[Meaning.ACCOUNT] = "".join(account.groups())
    telephone = re.sub("[^0-9]", "", _FROM_ABROAD.sub("0", folded))
    if telephone.startswith("0") and len(telephone) <= 15:
        meanings[Meaning.TELEPHONE] = telephone
    # There is a company that is called 551, and there are addresses with numbers in them.
    return meanings | {Meaning.COMPANY_NAME: digits, Meaning.MAIL_PART: digits}


def _of_length(digits: str) -> dict[Meaning, str]:
    size, meanings = len(digits), {}
    if size <= 13:
        meanings[Meaning.NUMBER] = digits
    if size <= 10:
        meanings[Meaning.MAKER_CODE] = digits
    if size == 8:
        meanings[Meaning.COMPANY_ID] = digits
    if size in {12, 13}:
        meanings[Meaning.PRODUCT_CODE] = digits.zfill(13)
    if size == 13:
        meanings[Meaning.CORPORATE_NUMBER] = digits
    return meanings
