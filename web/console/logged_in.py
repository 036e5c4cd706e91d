"""What a browser gets when somebody has logged in to the console with it."""

from litestar.response import Redirect

from web.console.return_to import console_path
from web.console.session import session_cookie
from web.known_browsers import proof_of_login, proven_login
from web.portal.cookies import Connection
from web.redirects import see_other

PROOF = "console-browser"


def logged_in(
    connection: Connection, mail_address: str, identifier: str, return_to: str
) -> Redirect:
    """Hand over the session, and let the browser prove later that it was here (S15)."""
    cookies = [
        session_cookie(connection, identifier),
        proof_of_login(connection, PROOF, mail_address),
    ]
    return see_other(console_path(return_to), cookies=cookies)


def known_browser(connection: Connection, mail_address: str) -> str | None:
    """Give the number of a browser that logged in by this address before, else None."""
    return proven_login(connection, PROOF, mail_address)
