"""「卸」: the register of wholesalers that vouch for makers, and one of them."""

from typing import Any

from litestar import Request, Response, get

from db.console.sessions import Staff
from db.console.wholesalers import WholesalerCard, acts_about, find_wholesalers
from domain.text import accept_line
from texts.audit_log import ACTS, VALUES
from web.console.lists import address_of
from web.console.pages import console_page
from web.console.wholesalers.opening import BY_ID, LIST, PATH
from web.context import Given
from web.forms import asked_form


@get(LIST)
async def list_wholesalers(request: Request[Any, Any, Any], staff: Given[Staff]) -> Response[str]:
    """Show one page of the register."""
    form = asked_form(request)
    search = form.accept("search", _accept_search, label="検索") or ""
    return console_page(
        request,
        "console/wholesalers/list.html",
        staff,
        200 if form.ok else 422,
        form=form,
        found=await find_wholesalers(search, form.typed("after")),
        here=address_of(request, form, ("search",)),
    )


@get(PATH, dependencies=BY_ID)
async def show_wholesaler(
    request: Request[Any, Any, Any], staff: Given[Staff], card: Given[WholesalerCard]
) -> Response[str]:
    """Show one wholesaler, and what was changed of it."""
    return console_page(
        request,
        "console/wholesalers/wholesaler.html",
        staff,
        card=card,
        acts=await acts_about(card.wholesaler),
        act_names=ACTS,
        value_names=VALUES,
    )


def _accept_search(text: str) -> str:
    return accept_line(text, most=100) if text.strip() else ""
