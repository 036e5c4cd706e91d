"""Pages of the console: each states the permission it takes, and opens to nobody else (S38)."""

from collections.abc import Awaitable, Callable, Sequence

from litestar import Router
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.types import Scope

from db.console.sessions import FirstStep, Staff
from domain.console_roles import Permission
from web.console.return_to import HOME, asked_for, login_url
from web.console.session import staff_of
from web.guards import (
    CONSOLE_ADMINISTER,
    CONSOLE_HELP,
    CONSOLE_NEWCOMER,
    CONSOLE_OWN,
    CONSOLE_VIEW,
)
from web.portal.cookies import Connection
from web.redirects import SeeOtherError

Guard = Callable[[Connection, BaseRouteHandler], Awaitable[None]]

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
    """Guard handlers all together; each may ask for `staff: Given[Staff]`.

    GET and POST of one address belong in one call: whoever may not send a form is not shown it.
    """

    async def require_permission(connection: Connection, _: BaseRouteHandler) -> None:
        staff = await _require_login(connection)
        if staff.first_step is not None:
            raise SeeOtherError(first_url(staff.first_step))
        if not staff.may(permission):
            raise NotPermittedError

    return _guarded(require_permission, _STATED[permission], handlers)


def newcomers_only(step: FirstStep, handlers: Sequence[HTTPRouteHandler]) -> Router:
    """Guard what is done before anything else opens, for those who are at this step of it."""

    async def require_newcomer(connection: Connection, _: BaseRouteHandler) -> None:
        staff = await _require_login(connection)
        if staff.first_step is not step:
            raise SeeOtherError(HOME)

    return _guarded(require_newcomer, CONSOLE_NEWCOMER, handlers)


def _guarded(guard: Guard, stated: dict[str, str], handlers: Sequence[HTTPRouteHandler]) -> Router:
    return Router(
        path="/",
        route_handlers=handlers,
        opt=stated,
        guards=[guard],
        dependencies={"staff": Provide(_staff, sync_to_thread=False)},
    )


async def _require_login(connection: Connection) -> Staff:
    staff = await staff_of(connection)
    if staff is None:
        raise SeeOtherError(login_url(asked_for(connection)))
    connection.scope["state"]["staff"] = staff
    return staff


def _staff(scope: Scope) -> Staff:
    staff: Staff = scope["state"]["staff"]
    return staff
