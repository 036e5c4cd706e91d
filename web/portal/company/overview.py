"""「企業情報」: all that is registered of the company, and where it is changed."""

from typing import Any

from litestar import Request, Response, get

from db.companies.cancellations import waiting_cancellation
from db.companies.company_changes import undecided_change
from db.company_data import load_company
from db.members.sessions import Member
from web.context import Given
from web.portal.pages import member_page


@get("/company")
async def show_company(request: Request[Any, Any, Any], member: Given[Member]) -> Response[str]:
    """Show the company's data, and what is under way about it."""
    return member_page(
        request,
        "portal/company/overview.html",
        member,
        company=await load_company(member.company_id),
        change=await undecided_change(member.company_id),
        cancellation=await waiting_cancellation(member.company_id),
        changed="changed" in request.query_params,
    )
