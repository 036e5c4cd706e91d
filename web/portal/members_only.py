"""Pages that open to a live session only, and lead to the login without one (S17, S38)."""

from collections.abc import Sequence
from urllib.parse import urlencode

from litestar import Router
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from db.members.terms_consent import must_consent
from domain.logins import MEMBERS
from web.context import now_of
from web.cookies import Connection
from web.guards import ID_MANAGER, MEMBER
from web.login.return_to import asked_for
from web.login.session import guarded, require_login
from web.portal.entrance import ENTRANCE
from web.redirects import SeeOtherError

CONSENT = "/terms-consent"
"""Where a member consents to terms that were revised; nothing else opens before."""


class NotIdManagerError(Exception):
    """A user of the company asks for what only its ID manager may do."""


def members_only(handlers: Sequence[HTTPRouteHandler]) -> Router:
    """Guard handlers all together; each may ask for `member: Given[Member]`."""
    return guarded(ENTRANCE, handlers, MEMBER, _require_member, _require_consent)


def id_managers_only(handlers: Sequence[HTTPRouteHandler]) -> Router:
    """Guard handlers all together; each may ask for `member: Given[Member]`, an ID manager."""
    guards = (_require_member, _require_consent, _require_id_manager)
    return guarded(ENTRANCE, handlers, ID_MANAGER, *guards)


def members_to_consent(handlers: Sequence[HTTPRouteHandler]) -> Router:
    """Guard the pages that a member sees who has not consented to the terms in force yet."""
    return guarded(ENTRANCE, handlers, MEMBER, _require_member)


async def _require_member(connection: Connection, _: BaseRouteHandler) -> None:
    await require_login(connection, ENTRANCE)


async def _require_consent(connection: Connection, _: BaseRouteHandler) -> None:
    member = connection.scope["state"]["member"]
    if await must_consent(member, now_of(connection.app.state)):
        query = urlencode({"return_to": asked_for(MEMBERS, connection.scope)})
        raise SeeOtherError(f"{CONSENT}?{query}")


async def _require_id_manager(connection: Connection, _: BaseRouteHandler) -> None:
    if connection.scope["state"]["member"].role != "id_manager":
        raise NotIdManagerError
