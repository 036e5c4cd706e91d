"""What people change of their own login, whoever they are: the password, the recovery codes.

Both ask for the present password again (S15, S22).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.handlers import HTTPRouteHandler

from db.identity.credentials import Credentials
from relay.delivery import Relay
from web.context import Injected
from web.forms import Form, read_form
from web.login.entrance import Entrance, LoggedIn
from web.login.passwords import FIELD, WRONG, understand_new_password, verify_present
from web.login.session import identifier_of, session_cookie
from web.said import Said, Told, told

P = TypeVar("P", bound=LoggedIn)


@dataclass(frozen=True)
class Renewed:
    """The session's new identifier, and the process that tells of the change by mail, if any."""

    identifier: str = field(repr=False)
    process: str | None = None


@dataclass(frozen=True)
class NewCodes:
    """Recovery codes, shown this once, and the process that tells of them by mail, if any."""

    codes: tuple[str, ...] = field(repr=False)
    process: str | None = None


@dataclass(frozen=True)
class Place:
    """Where a page is, its template, and where it leads when it is done."""

    path: str
    template: str
    back: str


@dataclass(frozen=True, kw_only=True)
class OwnLogin(Generic[P]):
    """What differs between the two kinds of person.

    `change_password` gets the credentials, the new hash and the session that goes on; it gives
    None when the password was changed meanwhile, and `password_changed` is what is said of it.
    `renew_codes` gives None when no factor is on.
    `page`: renders a template for such a person, `codes_page` the one that shows the codes.
    """

    entrance: Entrance[P]
    page: Callable[..., Response[str]]
    known_to_others: Callable[[P], Awaitable[tuple[str, ...]]]
    change_password: Callable[[Credentials, str, str, datetime], Awaitable[Renewed | None]]
    password: Place
    password_changed: Said
    renew_codes: Callable[[P, datetime], Awaitable[NewCodes | None]]
    codes: Place
    codes_page: Callable[[Request[Any, Any, Any], P, tuple[str, ...]], Response[str]]

    def person(self, request: Request[Any, Any, Any]) -> P:
        """Who is logged in; the handlers stand behind the guards of that kind of person."""
        person: P = request.scope["state"][self.entrance.given]
        return person


def own_password(own: OwnLogin[P]) -> list[HTTPRouteHandler]:
    """The page that changes the own password."""
    kind, template = own.entrance.kind, own.password.template

    @get(own.password.path)
    async def show_password(request: Request[Any, Any, Any]) -> Response[str]:
        """Ask for the present and the new password."""
        return own.page(request, template, own.person(request), form=Form())

    @post(own.password.path)
    async def change_own_password(
        request: Request[Any, Any, Any], relay: Injected[Relay], now: Injected[datetime]
    ) -> Response[str] | Told:
        """Change the password; the other sessions of the person end."""
        person, form, renewed = own.person(request), await read_form(request), None
        verified = await verify_present(form, person, now)
        context = await own.known_to_others(person)
        new_hash = await understand_new_password(form, kind, context, former=verified)
        if verified is not None and new_hash is not None:
            session = identifier_of(request, kind)
            renewed = await own.change_password(verified, new_hash, session, now)
            if renewed is None:
                form.add_error(FIELD, WRONG)
        if renewed is None:
            return own.page(request, template, person, 422, form=form)
        return told(
            own.password.back,
            own.password_changed,
            background=_nudge(relay, renewed.process),
            cookies=[session_cookie(request, kind, renewed.identifier)],
        )

    return [show_password, change_own_password]


def own_recovery_codes(own: OwnLogin[P]) -> list[HTTPRouteHandler]:
    """The page that gives new recovery codes."""

    @get(own.codes.path)
    async def show_new_codes(request: Request[Any, Any, Any]) -> Response[str]:
        """Say that the former codes become void, and ask for the password."""
        return own.page(request, own.codes.template, own.person(request), form=Form())

    @post(own.codes.path)
    async def give_new_codes(
        request: Request[Any, Any, Any], relay: Injected[Relay], now: Injected[datetime]
    ) -> Response[str] | Told:
        """Show new recovery codes to somebody who knows the password."""
        person, form = own.person(request), await read_form(request)
        if await verify_present(form, person, now) is None:
            return own.page(request, own.codes.template, person, 422, form=form)
        new = await own.renew_codes(person, now)
        if new is None:
            return told(own.codes.back, _NO_FACTOR)
        answer = own.codes_page(request, person, new.codes)
        answer.background = _nudge(relay, new.process)
        return answer

    return [show_new_codes, give_new_codes]


_NO_FACTOR = Said(
    "二段階認証は無効になっています",
    ("回復コードは発行していません。別の画面で無効にした可能性があります。",),
    changed=False,
)


def _nudge(relay: Relay, process: str | None) -> BackgroundTask | None:
    return BackgroundTask(relay.nudge, process) if process else None
