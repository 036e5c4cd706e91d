"""The members' home."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get

from db.account_list import count_accounts
from db.second_factors import account_owner, is_on
from db.sessions import Member, previous_login
from web.context import Given
from web.portal.pages import member_page
from web.portal.return_to import HOME


@get(HOME)
async def home(
    request: Request[Any, Any, Any], member: Given[Member], now: Given[datetime]
) -> Response[str]:
    """Show the member's IDs and role, and when the account was used before."""
    counts = await count_accounts(member.company_id, now) if member.role == "id_manager" else None
    return member_page(
        request,
        "portal/home.html",
        member,
        previous_login=await previous_login(member),
        counts=counts,
        second_factor=await is_on(account_owner(member.account)),
    )
