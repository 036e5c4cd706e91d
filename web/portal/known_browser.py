"""A browser that logged in to an account before; others' wrong tries do not stop it (S15).

After OWASP's "device cookies": an account, a random number and our signature, kept nowhere else.
"""

import hmac
import secrets

from litestar.datastructures import Cookie

from web.context import settings_of
from web.portal.cookies import Connection, private_cookie, read_cookie

NAME = "known-browser"
_ONE_YEAR = 365 * 24 * 60 * 60


def known_browser_cookie(connection: Connection, company_id: str, account_id: str) -> Cookie:
    """Let a browser prove later that it logged in to this account."""
    number = secrets.token_hex(16)
    value = f"{number}.{_signature(connection, number, company_id, account_id)}"
    return private_cookie(connection, NAME, value, max_age=_ONE_YEAR)


def known_browser(connection: Connection, company_id: str, account_id: str) -> str | None:
    """Give the browser's random number; None for one that never logged in to this account."""
    number, _, sent = read_cookie(connection, NAME).partition(".")
    signature = _signature(connection, number, company_id, account_id)
    same = hmac.compare_digest(sent.encode("utf-8", "surrogatepass"), signature.encode())
    return number if same else None


def _signature(connection: Connection, number: str, company_id: str, account_id: str) -> str:
    # The first word keeps these signatures apart from others under the same secret.
    message = f"known-browser {number} {company_id} {account_id}".encode("utf-8", "surrogatepass")
    secret = settings_of(connection.app.state).csrf_secret.encode()
    return hmac.digest(secret, message, "sha256").hex()
