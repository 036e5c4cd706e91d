"""Members' pages: their entrance, whom each opens to, and its frame (S17, S38)."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, Router
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from db.members.sessions import Member, find
from db.members.terms_consent import must_consent
from domain.logins import MEMBERS
from web.context import now_of
from web.cookies import Connection
from web.guards import ID_MANAGER, MEMBER, PRINCIPAL
from web.login.entrance import Entrance
from web.login.session import guarded, requested_page, require_login, warn_after
from web.pages import SeeOtherError, page

ENTRANCE = Entrance[Member](
    MEMBERS,
    find,
    given="member",
    queue=lambda queues: queues.logins,
    failed="ログインできませんでした。企業ID、アカウントID、パスワードをご確認のうえ、もう一度入力してください。"
    "アカウントが停止されている場合もログインできません。",
    code_over=None,
)


CONSENT = "/terms-consent"
"""Where a member consents to terms that were revised; nothing else opens before."""


class NotIdManagerError(Exception):
    """A user of the company asks for what only its ID managers may do."""


class NotPrincipalError(Exception):
    """A deputy asks for what only the ID manager who is 主担当 may do."""


def members_only(handlers: Sequence[HTTPRouteHandler]) -> Router:
    """Guard handlers all together; each may ask for `member: Injected[Member]`."""
    return guarded(ENTRANCE, handlers, MEMBER, _require_member, _require_consent)


def id_managers_only(handlers: Sequence[HTTPRouteHandler]) -> Router:
    """Guard handlers all together; each may ask for `member: Injected[Member]`, an ID manager."""
    guards = (_require_member, _require_consent, _require_id_manager)
    return guarded(ENTRANCE, handlers, ID_MANAGER, *guards)


def members_to_consent(handlers: Sequence[HTTPRouteHandler]) -> Router:
    """Guard the pages that a member sees who has not consented to the terms in force yet."""
    return guarded(ENTRANCE, handlers, MEMBER, _require_member)


def principal_only(handlers: Sequence[HTTPRouteHandler]) -> Router:
    """Guard handlers all together; each may ask for `member: Injected[Member]`, who is 主担当."""
    guards = (_require_member, _require_consent, _require_id_manager, _require_principal)
    return guarded(ENTRANCE, handlers, PRINCIPAL, *guards)


async def _require_member(connection: Connection, _: BaseRouteHandler) -> None:
    await require_login(connection, ENTRANCE)


async def _require_consent(connection: Connection, _: BaseRouteHandler) -> None:
    member = connection.scope["state"]["member"]
    if await must_consent(member, now_of(connection.app.state)):
        query = urlencode({"return_to": requested_page(MEMBERS, connection.scope)})
        raise SeeOtherError(f"{CONSENT}?{query}")


async def _require_id_manager(connection: Connection, _: BaseRouteHandler) -> None:
    if not connection.scope["state"]["member"].manages:
        raise NotIdManagerError


async def _require_principal(connection: Connection, _: BaseRouteHandler) -> None:
    if not connection.scope["state"]["member"].is_principal:
        raise NotPrincipalError


def member_page(
    request: Request[Any, Any, Any],
    template: str,
    member: Member,
    status: int = 200,
    **context: Any,
) -> Response[str]:
    """Render a template that extends `portal/member.html`."""
    return page(
        request,
        template,
        status,
        member=member,
        warn_after=warn_after(request, member),
        path=request.url.path,
        **context,
    )
