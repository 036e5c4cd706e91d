"""The session of a browser: how it begins, whose it is, where it leads, and how it ends."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Router, post
from litestar.datastructures import Cookie
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from litestar.types import Guard, Scope

from db.identity import sessions
from domain.logins import LoginKind
from web.answers import with_pages_for_answers
from web.context import Injected, now_of
from web.cookies import Connection, private_cookie, read_cookie
from web.guards import PUBLIC
from web.login.browser import known_browser_cookie
from web.login.entrance import Entrance, LoggedIn, P_co
from web.pages import SeeOtherError, see_other
from web.said import Said, told

# Only what our own addresses are made of: no `//`, no `\`, no control character.
_LOCAL_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+(\?[A-Za-z0-9._~=&%+-]*)?")


def landing(kind: LoginKind, text: str) -> str:
    """Return an address that this kind of login leads to as it is, and its home for any other."""
    within = text == kind.within or text.startswith(f"{kind.within}/")
    return text if within and _LOCAL_PATH.fullmatch(text) else kind.home


def login_url(kind: LoginKind, return_to: str) -> str:
    """The login that leads on to this page."""
    return f"{kind.login}?{urlencode({'return_to': return_to})}"


def requested_page(kind: LoginKind, scope: Scope) -> str:
    """The page that was asked for; after a form, which cannot be sent again, the home."""
    if scope.get("method") != "GET":
        return kind.home
    query = scope["query_string"].decode("latin-1")
    return f"{scope['path']}?{query}" if query else scope["path"]


WARNING_BEFORE = timedelta(minutes=5)


def session_cookie(connection: Connection, kind: LoginKind, identifier: str) -> Cookie:
    """Carry a session's identifier until the browser closes; its limits are the server's."""
    return private_cookie(connection, kind.session_cookie, identifier)


def no_session_cookie(connection: Connection, kind: LoginKind) -> Cookie:
    """Remove the cookie of a session."""
    return private_cookie(connection, kind.session_cookie, "", max_age=0)


def identifier_of(connection: Connection, kind: LoginKind) -> str:
    """The identifier that the browser sent, whoever made it up; empty when it sent none."""
    return read_cookie(connection, kind.session_cookie)


def logged_in(
    connection: Connection, kind: LoginKind, login: tuple[str, ...], identifier: str, url: str
) -> Redirect:
    """Hand over the session, and let the browser prove later that it was here (S15)."""
    cookies = [
        session_cookie(connection, kind, identifier),
        known_browser_cookie(connection, kind, *login),
    ]
    return see_other(url, cookies=cookies)


async def person_of(connection: Connection, entrance: Entrance[P_co]) -> P_co | None:
    """Find who is logged in; only an identifier that we gave out counts (S16)."""
    identifier = identifier_of(connection, entrance.kind)
    return await entrance.find(identifier, now_of(connection.app.state)) if identifier else None


async def require_login(connection: Connection, entrance: Entrance[P_co]) -> P_co:
    """Find who is logged in, for the handlers behind `guarded`; else lead to the login (S17)."""
    person = await person_of(connection, entrance)
    if person is None:
        raise SeeOtherError(
            login_url(entrance.kind, requested_page(entrance.kind, connection.scope))
        )
    connection.scope["state"][entrance.given] = person
    return person


def guarded(
    entrance: Entrance[LoggedIn],
    handlers: Sequence[HTTPRouteHandler],
    opt: dict[str, Any],
    *guards: Guard,
) -> Router:
    """Guard handlers all together, first of all by `require_login`; they get who is logged in."""

    def person(scope: Scope) -> Any:
        return scope["state"][entrance.given]

    return Router(
        path="/",
        route_handlers=with_pages_for_answers(handlers),
        opt=opt,
        guards=list(guards),
        dependencies={entrance.given: Provide(person, sync_to_thread=False)},
    )


def warn_after(connection: Connection, person: LoggedIn) -> int:
    """Seconds until a page warns that the session is about to end (ux 18)."""
    left = person.session_ends_at - now_of(connection.app.state)
    return max(0, int((left - WARNING_BEFORE).total_seconds()))


def logout(kind: LoginKind) -> HTTPRouteHandler:
    """The way out, for one kind of person."""

    @post(f"{kind.within}/logout", opt=PUBLIC)
    async def log_out(request: Request[Any, Any, Any], now: Injected[datetime]) -> Redirect:
        """End the session, or find it ended already."""
        await sessions.end(kind, identifier_of(request, kind), now)
        cookies = [no_session_cookie(request, kind)]
        if kind.logged_out == kind.login:
            return told(kind.login, Said("ログアウトしました"), cookies=cookies)
        return see_other(kind.logged_out, cookies=cookies)

    return log_out
