"""The account that a page is about: one of the member's own company, or 404 (S38)."""

import re
from datetime import datetime

from litestar.di import Provide
from litestar.params import FromPath

from db.members.account_facts import NoSuchAccountError
from db.members.account_list import AccountDetails, load_account
from db.members.sessions import Member
from web.context import Given


async def open_account(
    account_id: FromPath[str], member: Given[Member], now: Given[datetime]
) -> AccountDetails:
    """Find an account of the member's company; raises `NoSuchAccountError`."""
    if not re.fullmatch("[0-9]{3}", account_id):
        raise NoSuchAccountError
    return await load_account(member.company_id, account_id, now)


BY_ID = {"account": Provide(open_account)}
