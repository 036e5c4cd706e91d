"""What comes first for a new person, or after a reset: a password that nobody else knows."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from db.console.staff import FirstStep, Staff, change_password
from db.identity.credentials import load_credentials_of
from domain.logins import ADMINISTRATORS
from web.console.return_to import HOME
from web.console.staff_only import first_url, newcomers_only
from web.context import Given
from web.forms import Form, read_form
from web.login.new_password import understand_new_password
from web.login.session import identifier_of, session_cookie
from web.pages import page
from web.redirects import see_other

PATH = first_url(FirstStep.PASSWORD)
TEMPLATE = "console/first_password.html"


@get(PATH)
async def show_first_password(
    request: Request[Any, Any, Any], staff: Given[Staff]
) -> Response[str]:
    """Ask for the new password."""
    return page(request, TEMPLATE, staff=staff, form=Form())


@post(PATH)
async def replace_first_password(
    request: Request[Any, Any, Any], staff: Given[Staff], now: Given[datetime]
) -> Response[str] | Redirect:
    """Take the new password; the session goes on to what comes next."""
    form = await read_form(request)
    credentials = await load_credentials_of(ADMINISTRATORS, staff.administrator)
    new_hash = await understand_new_password(
        form, ADMINISTRATORS, staff.known_to_others, former=credentials
    )
    if credentials is None or new_hash is None:
        return page(request, TEMPLATE, 422, staff=staff, form=form)
    session = identifier_of(request, ADMINISTRATORS)
    renewed = await change_password(credentials, new_hash, session=session, now=now)
    return see_other(HOME, cookies=[session_cookie(request, ADMINISTRATORS, renewed or session)])


FIRST_PASSWORD = newcomers_only(FirstStep.PASSWORD, [show_first_password, replace_first_password])
