"""Static files, which browsers keep for a year by the version in their address."""

from urllib.parse import parse_qs

from litestar.datastructures import CacheControlHeader
from litestar.exceptions import NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.static_files import create_static_files_router
from litestar.types import Message, Scope

from web.cookies import Connection
from web.guards import PUBLIC
from web.pages import STATIC_FILES, VERSIONS

_BELOW = "/static"
_ONE_YEAR = 365 * 24 * 60 * 60


def refuse_other_files(connection: Connection, _: BaseRouteHandler) -> None:
    """Ask the disk for no name but those that are there: it fails for one that is too long."""
    if str(connection.path_params["file_path"]).lstrip("/") not in VERSIONS:
        raise NotFoundException


STATIC = create_static_files_router(
    path=_BELOW,
    directories=[STATIC_FILES],
    cache_control=CacheControlHeader(max_age=_ONE_YEAR, public=True, immutable=True),
    opt=PUBLIC,
    guards=[refuse_other_files],
)


async def keep_none_of_another_release(message: Message, scope: Scope) -> None:
    """Let nobody keep a file as the version that it is not.

    Two releases serve side by side while one takes over from the other: a page of the one may ask
    the other for its files.
    """
    if message["type"] != "http.response.start" or not scope["path"].startswith(f"{_BELOW}/"):
        return
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("v")
    if asked and asked != [VERSIONS.get(scope["path"].removeprefix(f"{_BELOW}/"))]:
        message["headers"] = [
            header for header in message["headers"] if header[0].lower() != b"cache-control"
        ]
