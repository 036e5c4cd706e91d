"""「パスワードの変更」."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect

from db.identity.credentials import Credentials
from db.members.own_data import load_own_data
from db.members.own_password import Renewal, change_password
from db.members.sessions import Member
from domain.logins import MEMBERS
from relay.delivery import Relay
from web.context import Injected
from web.forms import Form, read_form
from web.login.passwords import FIELD, WRONG, understand_new_password, verify_present
from web.login.session import identifier_of, session_cookie
from web.pages import see_other
from web.portal.members_only import member_page

TEMPLATE = "portal/profile/password.html"


@get("/profile/password")
async def show_password(request: Request[Any, Any, Any], member: Injected[Member]) -> Response[str]:
    """Ask for the present and the new password."""
    return member_page(request, TEMPLATE, member, form=Form())


@post("/profile/password")
async def change_own_password(
    request: Request[Any, Any, Any],
    member: Injected[Member],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Change the password; the other sessions of the account end."""
    form = await read_form(request)
    verified = await verify_present(form, member, now)
    own = await load_own_data(member.account)
    new_hash = await understand_new_password(form, MEMBERS, own.known_to_others, former=verified)
    renewal = await _change(request, form, verified, new_hash, now)
    if renewal is None:
        return member_page(request, TEMPLATE, member, 422, form=form)
    return see_other(
        "/profile?changed=password",
        background=BackgroundTask(relay.nudge, renewal.process),
        cookies=[session_cookie(request, MEMBERS, renewal.identifier)],
    )


async def _change(
    request: Request[Any, Any, Any],
    form: Form,
    verified: Credentials | None,
    new_hash: str | None,
    now: datetime,
) -> Renewal | None:
    if verified is None or new_hash is None:
        return None
    renewal = await change_password(
        verified, new_hash, session=identifier_of(request, MEMBERS), now=now
    )
    if renewal is None:
        form.add_error(FIELD, WRONG)
    return renewal
