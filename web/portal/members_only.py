"""Pages that open to a live session only, and lead to the login without one (S17, S38)."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from litestar import Router
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.types import Guard, Scope

from db.members.sessions import Member
from db.members.terms_consent import must_consent
from web.context import now_of
from web.guards import ID_MANAGER, MEMBER
from web.portal.cookies import Connection
from web.portal.return_to import HOME
from web.portal.session import member_of
from web.redirects import SeeOtherError

CONSENT = "/terms-consent"
"""Where a member consents to terms that were revised; nothing else opens before."""


class NotIdManagerError(Exception):
    """A user of the company asks for what only its ID manager may do."""


def members_only(handlers: Sequence[HTTPRouteHandler]) -> Router:
    """Guard handlers all together; each may ask for `member: Given[Member]`."""
    return _guarded(handlers, MEMBER, _require_member, _require_consent)


def id_managers_only(handlers: Sequence[HTTPRouteHandler]) -> Router:
    """Guard handlers all together; each may ask for `member: Given[Member]`, an ID manager."""
    return _guarded(handlers, ID_MANAGER, _require_member, _require_consent, _require_id_manager)


def members_to_consent(handlers: Sequence[HTTPRouteHandler]) -> Router:
    """Guard the pages that a member sees who has not consented to the terms in force yet."""
    return _guarded(handlers, MEMBER, _require_member)


def _guarded(handlers: Sequence[HTTPRouteHandler], opt: dict[str, Any], *guards: Guard) -> Router:
    return Router(
        path="/",
        route_handlers=handlers,
        opt=opt,
        guards=list(guards),
        dependencies={"member": Provide(_member, sync_to_thread=False)},
    )


async def _require_consent(connection: Connection, _: BaseRouteHandler) -> None:
    member = connection.scope["state"]["member"]
    if await must_consent(member, now_of(connection.app.state)):
        query = urlencode({"return_to": _return_to(connection.scope)})
        raise SeeOtherError(f"{CONSENT}?{query}")


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
