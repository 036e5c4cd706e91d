"""「企業」: every company that has its IDs, found by whatever is at hand."""

from typing import Any

from litestar import Request, Response, get

from db.console.companies import CompanyQuery, Order, Standing, find_companies
from db.console.sessions import Staff
from domain.searches import accept_wanted
from web.console.companies.opening import LIST, STANDINGS
from web.console.lists import address_of, optional
from web.console.pages import console_page
from web.context import Given
from web.forms import Form, asked_form


@get(LIST)
async def list_companies(request: Request[Any, Any, Any], staff: Given[Staff]) -> Response[str]:
    """Show one page of the companies that were asked for."""
    form = asked_form(request)
    query = _understand(form)
    return console_page(
        request,
        "console/companies/list.html",
        staff,
        200 if form.ok else 422,
        form=form,
        found=await find_companies(query),
        order=query.order,
        here=address_of(request, form, ("search", "standing", "sort")),
        standings=STANDINGS,
    )


def _understand(form: Form) -> CompanyQuery:
    """Read what is asked for; whatever no page of ours asks for counts as not asked."""
    standing, sort = form.typed("standing"), form.typed("sort")
    return CompanyQuery(
        wanted=form.accept("search", optional(accept_wanted), label="検索"),
        standing=Standing(standing) if standing in set(Standing) else None,
        order=Order(sort) if sort in set(Order) else Order.COMPANY_ID,
        after=form.typed("after"),
    )
