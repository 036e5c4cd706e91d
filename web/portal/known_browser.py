"""A browser that logged in to an account before; others' wrong tries do not stop it (S15)."""

from litestar.datastructures import Cookie

from web.known_browsers import proof_of_login, proven_login
from web.portal.cookies import Connection

NAME = "known-browser"


def known_browser_cookie(connection: Connection, company_id: str, account_id: str) -> Cookie:
    """Let a browser prove later that it logged in to this account."""
    return proof_of_login(connection, NAME, company_id, account_id)


def known_browser(connection: Connection, company_id: str, account_id: str) -> str | None:
    """Give the browser's random number; None for one that never logged in to this account."""
    return proven_login(connection, NAME, company_id, account_id)
