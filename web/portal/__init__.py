"""The members' portal: logging in and out, and what a member sees."""

from litestar import Router
from litestar.handlers import HTTPRouteHandler

from web.portal.forgotten import show_forgotten
from web.portal.home import home
from web.portal.login import log_in, show_login
from web.portal.logout import log_out, show_logged_out
from web.portal.members_only import members_only

HANDLERS: list[HTTPRouteHandler | Router] = [
    show_login,
    log_in,
    log_out,
    show_logged_out,
    show_forgotten,
    members_only([home]),
]
