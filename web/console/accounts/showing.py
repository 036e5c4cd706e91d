"""The accounts of a company, and one of them."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get

from db.access.facts import Change, open_changes_of
from db.console.account_page import AccountPage
from db.console.companies import CompanyCard
from db.console.sessions import Staff
from db.members.account_list import AccountQuery, list_accounts
from domain.text import accept_line
from texts.access_changes import ACCESS_ACTS, ACCESS_STAGES
from web.account_texts import STANDINGS
from web.console.accounts.opening import BY_ID, LIST, PATH, ROLES
from web.console.companies.opening import BY_ID as COMPANY_BY_ID
from web.console.lists import address_of
from web.console.pages import console_page
from web.context import Given, now_of
from web.forms import asked_form

OUTCOMES = {
    "succeeded": "ログインしました",
    "wrong_password": "パスワードが違いました",
    "wrong_code": "確認コードが違いました",
}


@get(LIST, dependencies=COMPANY_BY_ID)
async def list_company_accounts(
    request: Request[Any, Any, Any],
    staff: Given[Staff],
    company: Given[CompanyCard],
    now: Given[datetime],
) -> Response[str]:
    """Show one page of a company's accounts."""
    form = asked_form(request)
    search = form.accept("search", _accept_search, label="検索") or ""
    query = AccountQuery(search=search, after=form.typed("after"))
    return console_page(
        request,
        "console/accounts/list.html",
        staff,
        200 if form.ok else 422,
        company=company,
        form=form,
        found=await list_accounts(company.company_id, query, now),
        here=address_of(request, form, ("search",)),
        account_standings=STANDINGS,
    )


@get(PATH, dependencies=BY_ID)
async def show_account(
    request: Request[Any, Any, Any],
    staff: Given[Staff],
    company: Given[CompanyCard],
    account: Given[AccountPage],
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
        account_standings=STANDINGS,
        changes=await _changes(company, account),
        now=now_of(request.app.state),
        access_acts=ACCESS_ACTS,
        access_stages=ACCESS_STAGES,
    )


async def _changes(company: CompanyCard, account: AccountPage) -> list[Change]:
    """What is under way about this account."""
    changes = await open_changes_of(company.company_id)
    return [change for change in changes if change.account_id == account.details.account_id]


def _accept_search(text: str) -> str:
    return accept_line(text, most=100) if text.strip() else ""
