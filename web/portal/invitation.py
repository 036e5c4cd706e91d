"""The invitation: a person who was given an account sets the first password."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from db.members.account_invitations import InvitedPerson, accept_invitation, load_invited_person
from db.members.account_links import FoundAccountLink, find_account_link
from domain.logins import MEMBERS
from domain.tokens import Purpose
from web.context import Injected
from web.forms import Form, read_form
from web.guards import LINK
from web.login.browser import known_browser_cookie
from web.login.passwords import understand_new_password
from web.pages import SeeOtherError, page, see_other
from web.portal.account_links import BY_INVITATION, open_invitation


@get("/invitation/{token:str}", opt=LINK, dependencies=BY_INVITATION)
async def show_invitation(
    request: Request[Any, Any, Any], link: Injected[FoundAccountLink]
) -> Response[str]:
    """Show the IDs and ask for a password; opening alone changes nothing."""
    return _page(request, link, await load_invited_person(link.account), Form())


@post("/invitation/{token:str}", opt=LINK, dependencies=BY_INVITATION)
async def accept(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    link: Injected[FoundAccountLink],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Set the password and show how to log in, or say what to correct."""
    person = await load_invited_person(link.account)
    form = await read_form(request)
    password_hash = await understand_new_password(form, MEMBERS, _known_to_others(link, person))
    if password_hash is None:
        return _page(request, link, person, form)
    if not await accept_invitation(link, password_hash, now):
        await open_invitation(token, now)  # It says what became of the link meanwhile.
    known = known_browser_cookie(request, MEMBERS, link.company_id, link.account_id)
    return see_other(f"/invitation/{token}/done", cookies=[known])


@get("/invitation/{token:str}/done", opt=LINK)
async def show_accepted(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """Show the IDs to log in with, once the password is set."""
    link = await find_account_link(token, Purpose.INVITATION)
    if link is None or link.used_at is None:
        raise SeeOtherError(f"/invitation/{token}")
    return page(request, "portal/accounts/invitation_done.html", link=link)


def _page(
    request: Request[Any, Any, Any], link: FoundAccountLink, person: InvitedPerson, form: Form
) -> Response[str]:
    status = 200 if form.ok else 422
    return page(
        request, "portal/accounts/invitation.html", status, form=form, link=link, person=person
    )


def _known_to_others(link: FoundAccountLink, person: InvitedPerson) -> tuple[str, ...]:
    """What a password must not be made of (S19)."""
    return (
        link.company_id,
        link.account_id,
        person.company_name,
        person.company_name_kana,
        person.person_name,
        person.person_name_kana,
        person.mail_address,
    )


INVITATION = [show_invitation, accept, show_accepted]
