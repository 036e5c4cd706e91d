"""Pages of the console: each states the permission it takes, and opens to nobody else (S38)."""

from collections.abc import Sequence

from litestar import Router
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from db.console.staff import FirstStep
from domain.console_roles import Permission
from web.console.entrance import ENTRANCE
from web.console.return_to import HOME
from web.cookies import Connection
from web.guards import (
    CONSOLE_ADMINISTER,
    CONSOLE_HELP,
    CONSOLE_NEWCOMER,
    CONSOLE_OWN,
    CONSOLE_VIEW,
)
from web.login.session import guarded, require_login
from web.redirects import SeeOtherError

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
        staff = await require_login(connection, ENTRANCE)
        if staff.first_step is not None:
            raise SeeOtherError(first_url(staff.first_step))
        if not staff.may(permission):
            raise NotPermittedError

    return guarded(ENTRANCE, handlers, _STATED[permission], require_permission)


def newcomers_only(step: FirstStep, handlers: Sequence[HTTPRouteHandler]) -> Router:
    """Guard what is done before anything else opens, for those who are at this step of it."""

    async def require_newcomer(connection: Connection, _: BaseRouteHandler) -> None:
        staff = await require_login(connection, ENTRANCE)
        if staff.first_step is not step:
            raise SeeOtherError(HOME)

    return guarded(ENTRANCE, handlers, CONSOLE_NEWCOMER, require_newcomer)
