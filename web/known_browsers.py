"""A browser that logged in before; others' wrong tries do not stop it (S15).

After OWASP's "device cookies": a login, a random number and our signature, kept nowhere else.
"""

import hmac
import secrets

from litestar.datastructures import Cookie

from web.context import settings_of
from web.portal.cookies import Connection, private_cookie, read_cookie

_ONE_YEAR = 365 * 24 * 60 * 60


def proof_of_login(connection: Connection, name: str, *login: str) -> Cookie:
    """Let a browser prove later that it logged in so; `name` is of the kind of login."""
    number = secrets.token_hex(16)
    value = f"{number}.{_signature(connection, name, number, login)}"
    return private_cookie(connection, name, value, max_age=_ONE_YEAR)


def proven_login(connection: Connection, name: str, *login: str) -> str | None:
    """Give the browser's random number; None for one that never logged in so."""
    number, _, sent = read_cookie(connection, name).partition(".")
    signature = _signature(connection, name, number, login)
    same = hmac.compare_digest(sent.encode("utf-8", "surrogatepass"), signature.encode())
    return number if same else None


def _signature(connection: Connection, name: str, number: str, login: tuple[str, ...]) -> str:
    # The name comes first: it keeps these signatures apart from others under the same secret.
    message = " ".join((name, number, *login)).encode("utf-8", "surrogatepass")
    secret = settings_of(connection.app.state).csrf_secret.encode()
    return hmac.digest(secret, message, "sha256").hex()
