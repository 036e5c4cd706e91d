"""The way in, one for both kinds of person: password, code, session, and the way out."""

from litestar.handlers import HTTPRouteHandler

from web.login.code_step import code_step
from web.login.entrance import Entrance, LoggedIn
from web.login.password_step import password_step
from web.login.session import logout


def login_pages(entrance: Entrance[LoggedIn]) -> list[HTTPRouteHandler]:
    """The pages of the login for one kind of person."""
    return [*password_step(entrance), *code_step(entrance), logout(entrance.kind)]
