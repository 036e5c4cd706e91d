"""What the form fills in for the applicant: from the register, a 郵便番号, a pasted address."""

import asyncio
import re

from db.imports.corporation_search import find_open_corporation
from domain.jan_codes import WholeCodePasted, accept_jan_maker_code
from domain.postal_codes import place_of
from domain.text import InvalidInput, trim
from web.forms import Form

_WITH_NAME = re.compile(r'"?(?P<name>[^"<>]*)"? *<(?P<address>[^<>]+)>')
_LONGEST_PASTED = 500
"""Characters; what is longer is no name with an address, and would take long to look through."""


async def fill_from_register(form: Form, corporate_number: str) -> bool:
    """Put in what the register says of a corporation; False when it says nothing of this number."""
    found = await find_open_corporation(corporate_number)
    if found is None:
        return False
    for name, value in vars(found).items():
        _put(form, "company_" + name if name in {"name", "name_kana"} else name, value)
    return True


async def fill_address(form: Form) -> bool:
    """Put in the place of the 郵便番号, before what was typed; False when it is nobody's."""
    place = await asyncio.to_thread(place_of, form.typed("postal_code"))
    if place is None:
        return False
    form.replace("head_office", place.prefecture)
    if not form.typed("address").startswith(place.address):
        form.replace("address", place.address)
    return True


def fill_jan(form: Form) -> None:
    """Put in the maker code of a product's whole code, where that can be only one."""
    try:
        accept_jan_maker_code(form.typed("jan_maker_code"))
    except WholeCodePasted as pasted:
        if len(pasted.candidates) == 1:
            form.replace("jan_maker_code", pasted.candidates[0])
    except InvalidInput:
        pass  # said where the field is understood


def fill_contact(form: Form) -> None:
    """Take the name from an address that was pasted with it, as mail programs write it."""
    typed = form.typed("contact_mail_address")
    pasted = _WITH_NAME.fullmatch(trim(typed)) if len(typed) <= _LONGEST_PASTED else None
    if pasted is not None and trim(pasted["name"]) and not trim(form.typed("contact_name")):
        form.replace("contact_name", trim(pasted["name"]))
        form.replace("contact_mail_address", pasted["address"])


def _put(form: Form, name: str, value: str) -> None:
    """What the register does not say stays as it was typed."""
    if value:
        form.replace(name, value)
