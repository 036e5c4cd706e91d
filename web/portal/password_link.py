"""The page that the link of a mail opens to set a new password, without the old one."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import Redirect

from db.members.account_facts import load_own_data
from db.members.own_login import reset_password
from domain.logins import MEMBERS
from domain.tokens import Purpose
from relay.delivery import Relay
from web.context import Injected
from web.forms import Form, read_form
from web.guards import LINK, PUBLIC
from web.links import LinkUsedError
from web.login.browser import known_browser_cookie
from web.login.passwords import understand_new_password
from web.pages import page, see_other
from web.portal.account_links import open_account_link

TEMPLATE = "portal/password_link.html"


@get("/password/{token:str}", opt=LINK)
async def show_password_link(
    request: Request[Any, Any, Any], token: FromPath[str], now: Injected[datetime]
) -> Response[str]:
    """Ask for the new password; opening alone changes nothing."""
    link = await open_account_link(token, Purpose.PASSWORD, now)
    return page(request, TEMPLATE, form=Form(), own=await load_own_data(link.account), link=link)


@post("/password/{token:str}", opt=LINK)
async def set_password(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Set the password, or say what to correct."""
    link = await open_account_link(token, Purpose.PASSWORD, now)
    own = await load_own_data(link.account)
    form = await read_form(request)
    new_hash = await understand_new_password(form, MEMBERS, own.known_to_others)
    if new_hash is None:
        return page(request, TEMPLATE, 422, form=form, own=own, link=link)
    process = await reset_password(link, new_hash, now)
    if process is None:
        raise LinkUsedError(Purpose.PASSWORD)
    # Whoever has the mailbox is no stranger: the browser is one that others do not lock out (S15).
    known = known_browser_cookie(request, MEMBERS, link.company_id, link.account_id)
    nudge = BackgroundTask(relay.nudge, process)
    return see_other("/password-set", background=nudge, cookies=[known])


@get("/password-set", opt=PUBLIC)
async def show_password_set(request: Request[Any, Any, Any]) -> Response[str]:
    """Say that the new password counts from now on."""
    return page(request, "portal/password_set.html")


PASSWORD_LINK = (show_password_link, set_password, show_password_set)
