"""Pages of the console: their entrance, the permission that each takes, and its frame (S38)."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, Router
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from db.console.staff import FirstStep, Staff, find
from domain.console_roles import Permission
from domain.logins import ADMINISTRATORS
from web.answers import show_once
from web.console.areas import AREAS, HOME
from web.cookies import Connection
from web.guards import (
    CONSOLE_ADMINISTER,
    CONSOLE_HELP,
    CONSOLE_NEWCOMER,
    CONSOLE_OWN,
    CONSOLE_VIEW,
)
from web.login.entrance import Entrance
from web.login.session import guarded, require_login, warn_after
from web.pages import SeeOtherError, page

ENTRANCE = Entrance[Staff](
    ADMINISTRATORS,
    find,
    given="staff",
    queue=lambda queues: queues.console,
    failed="ログインできませんでした。メールアドレスとパスワードをご確認のうえ、もう一度入力してください。"
    "利用を停止されている場合もログインできません。",
    code_over="確認コードを入力できる時間か回数を過ぎました。もう一度、パスワードから入力してください。",
)


_STATED = {
    Permission.OWN: CONSOLE_OWN,
    Permission.VIEW: CONSOLE_VIEW,
    Permission.HELP: CONSOLE_HELP,
    Permission.ADMINISTER: CONSOLE_ADMINISTER,
}


class NotPermittedError(Exception):
    """A person of the console asks for what their role may not do."""


class AdministratorOnlyError(NotPermittedError):
    """What was asked for touches an ID manager, or an address that was proved."""


def first_url(step: FirstStep) -> str:
    """The page of a step that comes before anything else of the console."""
    return f"{HOME}/first/{step}"


def staff_only(permission: Permission, handlers: Sequence[HTTPRouteHandler]) -> Router:
    """Guard handlers all together; each may ask for `staff: Injected[Staff]`.

    GET and POST of one address belong in one call: whoever may not send a form is not shown it.
    """

    async def require_permission(connection: Connection, _: BaseRouteHandler) -> None:
        staff = await require_login(connection, ENTRANCE)
        if staff.first_step is not None:
            raise SeeOtherError(first_url(staff.first_step))
        if not staff.may(permission):
            raise NotPermittedError

    return guarded(ENTRANCE, handlers, _STATED[permission], require_permission)


def newcomers_only(step: FirstStep, handlers: Sequence[HTTPRouteHandler]) -> Router:
    """Guard the pages of one step of setting up the own login, for those who are at it."""

    async def require_newcomer(connection: Connection, _: BaseRouteHandler) -> None:
        staff = await require_login(connection, ENTRANCE)
        if staff.first_step is not step:
            raise SeeOtherError(HOME)

    return guarded(ENTRANCE, handlers, CONSOLE_NEWCOMER, require_newcomer)


def console_page(
    request: Request[Any, Any, Any],
    template: str,
    staff: Staff,
    status: int = 200,
    **context: Any,
) -> Response[str]:
    """Render a template that extends `console/console.html`."""
    return page(
        request,
        template,
        status,
        staff=staff,
        warn_after=warn_after(request, staff),
        path=request.url.path,
        areas=AREAS,
        **context,
    )


def codes_page(
    request: Request[Any, Any, Any], staff: Staff, codes: tuple[str, ...], *, first: bool = False
) -> Response[str]:
    """Answer a form by new recovery codes this once: no address may show the codes again.

    `first`: whether there were none before, which these would void.
    """
    show_once(request, at=f"{HOME}/profile/recovery-codes")
    return page(request, "console/recovery_codes.html", staff=staff, codes=codes, first=first)
