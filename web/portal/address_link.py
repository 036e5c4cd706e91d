"""The page that confirms a new mail address, opened by the link that was sent to it (S22)."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import Redirect

from db.access.answers import ChangeOverError, confirm_new_mailbox
from db.access.facts import AccessChangeRequest, load_access_change
from db.members.account_links import FoundAccountLink, find_account_link
from db.members.own_address import confirm_address
from domain.tokens import Purpose
from relay.delivery import Relay
from web.context import Injected
from web.guards import LINK, PUBLIC
from web.links import LinkReplacedError, LinkUsedError
from web.pages import SeeOtherError, page, see_other
from web.portal.account_links import open_account_link


@get("/address/{token:str}", opt=LINK)
async def show_address_link(
    request: Request[Any, Any, Any], token: FromPath[str], now: Injected[datetime]
) -> Response[str]:
    """Show the address with the one button; opening alone changes nothing."""
    link = await open_account_link(token, Purpose.ADDRESS, now)
    return page(request, "portal/address_link.html", link=link, change=await _change(link))


@post("/address/{token:str}", opt=LINK)
async def confirm(
    token: FromPath[str], relay: Injected[Relay], now: Injected[datetime]
) -> Redirect:
    """Let the new address take effect; one that the operator put in waits for that besides."""
    link = await open_account_link(token, Purpose.ADDRESS, now)
    if link.access_change is None:
        process, then = await confirm_address(link, now), "/address-changed"
    else:
        process, then = await _confirm_change(link, now), f"/address/{token}/confirmed"
    if process is None:
        raise LinkUsedError(Purpose.ADDRESS)
    return see_other(then, background=BackgroundTask(relay.nudge, process))


@get("/address/{token:str}/confirmed", opt=LINK)
async def show_confirmed(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """Say from when the address counts that the operator put in, or that it does."""
    link = await find_account_link(token, Purpose.ADDRESS)
    change = await _change(link) if link else None
    if link is None or link.used_at is None or change is None:
        raise SeeOtherError(f"/address/{token}")
    return page(request, "portal/address_confirmed.html", link=link, change=change)


@get("/address-changed", opt=PUBLIC)
async def show_address_changed(request: Request[Any, Any, Any]) -> Response[str]:
    """Say that the new address counts from now on."""
    return page(request, "portal/address_changed.html")


async def _change(link: FoundAccountLink) -> AccessChangeRequest | None:
    return None if link.access_change is None else await load_access_change(link.access_change)


async def _confirm_change(link: FoundAccountLink, now: datetime) -> str | None:
    try:
        return await confirm_new_mailbox(link, now)
    except ChangeOverError as error:
        raise LinkReplacedError(Purpose.ADDRESS) from error


ADDRESS_LINK = (show_address_link, confirm, show_confirmed, show_address_changed)
