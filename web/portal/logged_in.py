"""What a browser gets when somebody has logged in with it."""

from litestar.response import Redirect

from web.portal.cookies import Connection
from web.portal.known_browser import known_browser_cookie
from web.portal.session import session_cookie
from web.redirects import see_other


def logged_in(
    connection: Connection, company_id: str, account_id: str, identifier: str, url: str
) -> Redirect:
    """Hand over the session, and let the browser prove later that it was here (S15)."""
    cookies = [
        session_cookie(connection, identifier),
        known_browser_cookie(connection, company_id, account_id),
    ]
    return see_other(url, cookies=cookies)
