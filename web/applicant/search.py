"""The top page, and the search: has the company its IDs already (product.md, steps 1 and 2)."""

from datetime import datetime, timedelta
from typing import Any

from litestar import Request, Response, get

from db.companies.search import CompanyFound, search_companies
from domain.company_names import accept_company_name, says_too_little
from domain.limits import LimitKind, of_networks
from settings import Settings
from web.context import Injected
from web.forms import Form
from web.guards import PUBLIC
from web.language import language_of, translate
from web.pages import page, shared_page
from web.security import client_network
from web.throttle import refuse


@get("/", opt=PUBLIC)
async def show_top(request: Request[Any, Any, Any]) -> Response[str]:
    """Say what Inforex is and how one gets its IDs."""
    return shared_page(request, "applicant/top.html")


MOST_SEARCHES = 30
SEARCH_WINDOW = timedelta(minutes=1)


@get("/search", opt=PUBLIC)
async def show_search(
    request: Request[Any, Any, Any],
    settings: Injected[Settings],
    now: Injected[datetime],
) -> Response[str]:
    """Ask for a name, or show the companies that match the one in the query."""
    if "name" not in request.query_params:
        return shared_page(request, "applicant/search.html", found=None)
    network = client_network(request, settings.trusted_proxies)
    await refuse(of_networks(LimitKind.SEARCH, network, MOST_SEARCHES, SEARCH_WINDOW), now)
    form = Form({"name": request.query_params["name"]})
    name = form.accept("name", accept_company_name, label="企業名")
    if name is None:
        return page(request, "applicant/search.html", 422, form=form, found=None)
    found = await search_companies(name)
    if not found.same and says_too_little(name):
        form.add_error("name", "英数字1文字だけでは検索できません。2文字以上で入力してください。")
        return page(request, "applicant/search.html", 422, form=form, found=None)
    language = language_of(request)
    return page(
        request,
        "applicant/search.html",
        form=form,
        found=found,
        same=_rows(found.same, language),
        alike=_rows(found.alike, language),
        name=name,
    )


def _rows(companies: tuple[CompanyFound, ...], language: str) -> list[tuple[str, str]]:
    return [(each.name, translate(each.head_office, language)) for each in companies]
