"""「卸」: the register of wholesalers that vouch for makers, and one of them."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter

from db.console.staff import Staff
from db.console.wholesalers import WholesalerCard, acts_about, find_wholesalers, load_wholesaler
from domain.text import accept_line, trim
from texts.audit_log import act_of
from web.console.areas import HOME
from web.console.lists import address_of, asked_of, filters_of, list_form
from web.console.staff_only import console_page
from web.context import Injected
from web.forms import Form

LIST = f"{HOME}/wholesalers"
PATH = f"{LIST}/{{wholesaler:int}}"
FIELDS = ("search",)


def page_of(wholesaler: int) -> str:
    """The address of a wholesaler's page."""
    return f"{LIST}/{wholesaler}"


async def open_wholesaler(
    wholesaler: Annotated[int, PathParameter(le=2**31 - 1)],
) -> WholesalerCard:
    """Find the wholesaler; raises `NotFoundException`."""
    try:
        return await load_wholesaler(wholesaler)
    except LookupError as error:
        raise NotFoundException from error


BY_ID = {"card": Provide(open_wholesaler)}


@get(LIST)
async def list_wholesalers(
    request: Request[Any, Any, Any], staff: Injected[Staff]
) -> Response[str]:
    """Show one page of the register."""
    form = await list_form(request, staff)
    search = search_of(form)
    return console_page(
        request,
        "console/wholesalers/list.html",
        staff,
        200 if form.ok else 422,
        form=form,
        found=await find_wholesalers(search, form.typed("after"), form.typed("before")),
        here=address_of(request, form, FIELDS),
        asked=asked_of(form, {"search": "名前または読み"}),
        fields=FIELDS,
        filters=await filters_of(staff, LIST),
    )


@get(PATH, dependencies=BY_ID)
async def show_wholesaler(
    request: Request[Any, Any, Any], staff: Injected[Staff], card: Injected[WholesalerCard]
) -> Response[str]:
    """Show one wholesaler, and what was changed of it."""
    return console_page(
        request,
        "console/wholesalers/wholesaler.html",
        staff,
        card=card,
        acts=await acts_about(card.wholesaler),
        act_of=act_of,
    )


def search_of(form: Form) -> str:
    """What is looked for in the register; empty for all."""
    return form.accept("search", _accept_search, label="検索") or ""


def _accept_search(text: str) -> str:
    return accept_line(text, most=100) if trim(text) else ""
