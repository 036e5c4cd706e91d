"""The account that an address of the console names."""

import re
from datetime import datetime

from litestar.di import Provide
from litestar.params import FromPath

from db.console.accounts import AccountPage, load_account_page
from db.console.companies import CompanyCard
from db.members.account_facts import NoSuchAccountError
from web.console.companies.opening import BY_ID as COMPANY_BY_ID
from web.console.companies.opening import PATH as COMPANY
from web.context import Given

LIST = f"{COMPANY}/accounts"
PATH = f"{LIST}/{{account_id:str}}"

ROLES = {"id_manager": "ID管理ユーザー", "user": "利用者"}


async def open_account(
    account_id: FromPath[str], company: Given[CompanyCard], now: Given[datetime]
) -> AccountPage:
    """Find an account of the company; raises `NoSuchAccountError`."""
    if not re.fullmatch("[0-9]{3}", account_id):
        raise NoSuchAccountError
    return await load_account_page(company.company_id, account_id, now)


BY_ID = {**COMPANY_BY_ID, "account": Provide(open_account)}
