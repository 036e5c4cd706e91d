"""The one search box of the console: what it names is opened, what it may mean is listed.

The words may be somebody's name or address. So they are sent by POST and stand in no address; the
list that answers is kept for whoever asked, as every answer to a form is (web/answers.py).
"""

from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from db.console.companies import standing_of
from db.console.everything import (
    Everything,
    FoundAccount,
    FoundApplication,
    FoundCompany,
    Hit,
    find_everything,
)
from db.console.staff import Staff
from domain.console_roles import Permission
from domain.finding import Sought, accept_sought
from texts.applications import STAGES
from texts.finding import MEANINGS
from web.console.areas import HOME
from web.console.companies.pages import STANDINGS
from web.console.staff_only import console_page, staff_only
from web.context import Injected
from web.forms import Form, read_form
from web.pages import see_other
from web.state_texts import ROLES

PATH = f"{HOME}/find"


@get(PATH)
async def show_search(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Response[str]:
    """Show the box alone, with what can be typed into it."""
    return _page(request, staff, Form())


@post(PATH, status_code=200)
async def search(
    request: Request[Any, Any, Any], staff: Injected[Staff]
) -> Response[str] | Redirect:
    """Open the one thing that was meant, or list whatever it may be."""
    form = await read_form(request)
    sought = form.accept("words", accept_sought, label="探すもの")
    if sought is None:
        return _page(request, staff, form)
    found = await find_everything(sought)
    if found.only is not None:
        return see_other(place_of(found.only))
    return _page(request, staff, form, sought, found)


def place_of(hit: Hit) -> str:
    """The page of what was found."""
    match hit:
        case FoundApplication(application_number=number):
            return f"{HOME}/applications/{number}"
        case FoundCompany(company_id=company_id):
            return f"{HOME}/companies/{company_id}"
        case FoundAccount(company_id=company_id, account_id=account_id):
            return f"{HOME}/companies/{company_id}/accounts/{account_id}"
        case _:
            return f"{HOME}/wholesalers/{hit.wholesaler}"


def _page(
    request: Request[Any, Any, Any],
    staff: Staff,
    form: Form,
    sought: Sought | None = None,
    found: Everything | None = None,
) -> Response[str]:
    return console_page(
        request,
        "console/find.html",
        staff,
        200 if form.ok else 422,
        form=form,
        found=found,
        looked_for=[MEANINGS[meaning] for meaning in sought.meanings] if sought else [],
        place_of=place_of,
        stages=STAGES,
        standings=STANDINGS,
        roles=ROLES,
        standing_of=standing_of,
    )


# To look for something changes nothing, so whoever may see may send this form.
FIND = staff_only(Permission.OWN, [show_search, search])
