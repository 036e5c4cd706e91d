"""What an administrator types to find a company: one field, whatever is at hand."""

import re
import unicodedata
from dataclasses import dataclass

from domain.company_names import accept_company_name, loose_search_key, search_key
from domain.lengths import LONGEST_MAIL_ADDRESS
from domain.text import accept_line


@dataclass(frozen=True)
class Wanted:
    """What was understood; empty for what it is not.

    `mail_address`: in lower case. `digits`: 7 to 13, of a 企業ID, 法人番号 or JAN code; such may be
    a name too.
    """

    mail_address: str = ""
    digits: str = ""
    key: str = ""
    loose_key: str = ""


def accept_wanted(text: str) -> Wanted:
    """Recognise a mail address, a number or a name; raises `InvalidInput`."""
    line = accept_line(text, most=LONGEST_MAIL_ADDRESS)
    if "@" in line:
        return Wanted(mail_address=unicodedata.normalize("NFKC", line).casefold())
    name = accept_company_name(line)
    digits = re.sub("[ -]", "", unicodedata.normalize("NFKC", line))
    return Wanted(
        digits=digits if re.fullmatch("[0-9]{7,13}", digits) else "",
        key=search_key(name),
        loose_key=loose_search_key(name),
    )
