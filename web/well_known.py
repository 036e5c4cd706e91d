"""What other programs look for at fixed addresses (RFC 8615)."""

from typing import Any

from litestar import Request, get
from litestar.response import Redirect

from domain.logins import ADMINISTRATORS, MEMBERS
from web.guards import PUBLIC
from web.login.session import identifier_of
from web.pages import see_other


@get("/.well-known/change-password", opt=PUBLIC)
async def change_password(request: Request[Any, Any, Any]) -> Redirect:
    """Lead a password manager to where the password is changed (W3C, change-password-url)."""
    of_staff = identifier_of(request, ADMINISTRATORS) and not identifier_of(request, MEMBERS)
    return see_other(f"{ADMINISTRATORS.home if of_staff else ''}/profile/password")
