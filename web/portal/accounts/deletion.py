"""「アカウントの削除」, in two deliberate steps."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from db.members.account_changes import REST, delete_account
from db.members.account_facts import ManagerStaysError
from db.members.account_list import AccountDetails
from db.members.sessions import Member
from web.context import Given
from web.portal.accounts.opening import BY_ID
from web.portal.pages import member_page
from web.redirects import see_other

PATH = "/accounts/{account_id:str}/delete"


@get(PATH, dependencies=BY_ID)
async def show_deletion(
    request: Request[Any, Any, Any], member: Given[Member], account: Given[AccountDetails]
) -> Response[str]:
    """Say what a deletion does, with the button that does it."""
    if account.role == "id_manager":
        raise ManagerStaysError
    return member_page(
        request, "portal/accounts/deletion.html", member, account=account, days=REST.days
    )


@post(PATH, dependencies=BY_ID)
async def delete(
    member: Given[Member], account: Given[AccountDetails], now: Given[datetime]
) -> Redirect:
    """Delete the account, and show the others."""
    await delete_account(member.company_id, account.account_id, member.account_id, now)
    return see_other("/accounts?deleted=yes")
