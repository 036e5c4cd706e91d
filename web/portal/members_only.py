"""Pages that open to a live session only, and lead to the login without one (S17, S38)."""

from collections.abc import Sequence
from urllib.parse import urlencode

from litestar import Router
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.types import Scope

from db.sessions import Member
from web.guards import ID_MANAGER, MEMBER
from web.portal.cookies import Connection
from web.portal.return_to import HOME
from web.portal.session import member_of
from web.redirects import SeeOtherError


class NotIdManagerError(Exception):
    """A user of the company asks for what only its ID manager may do."""


def members_only(handlers: Sequence[HTTPRouteHandler]) -> Router:
    """Guard handlers all together; each may ask for `member: Given[Member]`."""
    return Router(
        path="/",
        route_handlers=handlers,
        opt=MEMBER,
        guards=[_require_member],
        dependencies={"member": Provide(_member, sync_to_thread=False)},
    )


def id_managers_only(handlers: Sequence[HTTPRouteHandler]) -> Router:
    """Guard handlers all together; each may ask for `member: Given[Member]`, an ID manager."""
    return Router(
        path="/",
        route_handlers=handlers,
        opt=ID_MANAGER,
        guards=[_require_member, _require_id_manager],
        dependencies={"member": Provide(_member, sync_to_thread=False)},
    )


async def _require_id_manager(connection: Connection, _: BaseRouteHandler) -> None:
    if connection.scope["state"]["member"].role != "id_manager":
        raise NotIdManagerError


async def _require_member(connection: Connection, _: BaseRouteHandler) -> None:
    member = await member_of(connection)
    if member is None:
        query = urlencode({"return_to": _return_to(connection.scope)})
        raise SeeOtherError(f"/login?{query}")
    connection.scope["state"]["member"] = member


def _member(scope: Scope) -> Member:
    member: Member = scope["state"]["member"]
    return member


def _return_to(scope: Scope) -> str:
    """The page that was asked for; after a form, which cannot be sent again, the home."""
    if scope.get("method") != "GET":
        return HOME
    query = scope["query_string"].decode("latin-1")
    return f"{scope['path']}?{query}" if query else scope["path"]
