"""The page that confirms a new mail address, opened by the link that was sent to it (S22)."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import Redirect

from db.members.own_address import confirm_address
from domain.tokens import Purpose
from relay.delivery import Relay
from web.context import Given
from web.guards import LINK, PUBLIC
from web.links import LinkUsedError
from web.pages import page
from web.portal.account_links import open_account_link
from web.redirects import see_other


@get("/address/{token:str}", opt=LINK)
async def show_address_link(
    request: Request[Any, Any, Any], token: FromPath[str], now: Given[datetime]
) -> Response[str]:
    """Show the address with the one button; opening alone changes nothing."""
    link = await open_account_link(token, Purpose.ADDRESS, now)
    return page(request, "portal/address_link.html", link=link)


@post("/address/{token:str}", opt=LINK)
async def confirm(token: FromPath[str], relay: Given[Relay], now: Given[datetime]) -> Redirect:
    """Let the new address take effect."""
    link = await open_account_link(token, Purpose.ADDRESS, now)
    process = await confirm_address(link, now)
    if process is None:
        raise LinkUsedError(Purpose.ADDRESS)
    return see_other("/address-changed", background=BackgroundTask(relay.nudge, process))


@get("/address-changed", opt=PUBLIC)
async def show_address_changed(request: Request[Any, Any, Any]) -> Response[str]:
    """Say that the new address counts from now on."""
    return page(request, "portal/address_changed.html")


ADDRESS_LINK = (show_address_link, confirm, show_address_changed)
