"""The accounts of a company, and one of them."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get
from litestar.di import Provide
from litestar.params import FromPath

from db.access.facts import AccessChangeRequest, open_changes_of
from db.console.accounts import AccountPage, load_account_page
from db.console.companies import CompanyCard
from db.console.staff import Staff
from db.members.account_list import AccountQuery, list_accounts
from domain.text import accept_line, trim
from texts.access_changes import ACCESS_ACTS, ACCESS_STAGES
from web.console.companies.pages import BY_ID as COMPANY_BY_ID
from web.console.companies.pages import PATH as COMPANY
from web.console.lists import address_of, asked_of, list_form
from web.console.staff_only import console_page
from web.context import Injected, now_of
from web.forms import Form
from web.state_texts import ACCOUNT_STANDINGS, ROLES

LIST = f"{COMPANY}/accounts"
PATH = f"{LIST}/{{account_id:str}}"


async def open_account(
    account_id: FromPath[str], company: Injected[CompanyCard], now: Injected[datetime]
) -> AccountPage:
    """Find an account of the company; raises `NoSuchAccountError`."""
    return await load_account_page(company.company_id, account_id, now)


BY_ID = {**COMPANY_BY_ID, "account": Provide(open_account)}


OUTCOMES = {
    "succeeded": "ログインしました",
    "wrong_password": "パスワードが違いました",
    "wrong_code": "確認コードが違いました",
    "suspended": "パスワードは正しく、企業の利用停止中でした",
}


@get(LIST, dependencies=COMPANY_BY_ID)
async def list_company_accounts(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    company: Injected[CompanyCard],
    now: Injected[datetime],
) -> Response[str]:
    """Show one page of a company's accounts."""
    form = await list_form(request, staff)
    query = AccountQuery(search=search_of(form), after=form.typed("after"))
    return console_page(
        request,
        "console/accounts/list.html",
        staff,
        200 if form.ok else 422,
        company=company,
        form=form,
        found=await list_accounts(company.company_id, query, now),
        here=address_of(request, form, ("search",)),
        asked=asked_of(form, {"search": "アカウントID、氏名、読み、部署名、メールアドレスの一部"}),
        account_standings=ACCOUNT_STANDINGS,
        roles=ROLES,
    )


@get(PATH, dependencies=BY_ID)
async def show_account(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    company: Injected[CompanyCard],
    account: Injected[AccountPage],
) -> Response[str]:
    """Show one account, and what can be done for its owner."""
    return console_page(
        request,
        "console/accounts/account.html",
        staff,
        company=company,
        account=account.details,
        second_factor=account.second_factor,
        logins=account.logins,
        outcomes=OUTCOMES,
        roles=ROLES,
        account_standings=ACCOUNT_STANDINGS,
        changes=await _changes(company, account),
        now=now_of(request.app.state),
        access_acts=ACCESS_ACTS,
        access_stages=ACCESS_STAGES,
    )


async def _changes(company: CompanyCard, account: AccountPage) -> list[AccessChangeRequest]:
    """What is under way about this account."""
    changes = await open_changes_of(company.company_id)
    return [change for change in changes if change.account_id == account.details.account_id]


def search_of(form: Form) -> str:
    """What is looked for in the accounts of a company; empty for all."""
    return form.accept("search", _accept_search, label="検索") or ""


def _accept_search(text: str) -> str:
    return accept_line(text, most=100) if trim(text) else ""
