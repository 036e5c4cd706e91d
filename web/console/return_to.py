"""Where to go after the login: the page of the console that was asked for, never elsewhere."""

from urllib.parse import urlencode

from web.portal.cookies import Connection
from web.portal.return_to import local_path

HOME = "/console"


def is_console(path: str) -> bool:
    """Whether an address is one of the console's."""
    return path == HOME or path.startswith(f"{HOME}/")


def console_path(text: str) -> str:
    """Return the address of a page of the console as it is, and its home for anything else."""
    path = local_path(text)
    return path if is_console(path) else HOME


def login_url(return_to: str) -> str:
    """The login that leads on to this page."""
    return f"{HOME}/login?{urlencode({'return_to': return_to})}"


def asked_for(connection: Connection) -> str:
    """The page that was asked for; after a form, which cannot be sent again, the home."""
    if connection.scope.get("method") != "GET":
        return HOME
    query = connection.url.query
    return f"{connection.url.path}?{query}" if query else connection.url.path
