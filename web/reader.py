"""For whom something is sealed: a browser of ours, and whoever is logged in there."""

from collections.abc import Iterable, Mapping
from http.cookies import SimpleCookie

from litestar.datastructures import Cookie, State
from litestar.types import Scope

from domain.logins import ADMINISTRATORS, MEMBERS
from web.context import settings_of
from web.cookies import full_name


def reader_of(scope: Scope, cookies: Mapping[str, str], state: State) -> list[str]:
    """What only this browser and this login have; both change with every login."""
    settings = settings_of(state)
    sessions = [
        cookies.get(full_name(settings, kind.session_cookie), "")
        for kind in (MEMBERS, ADMINISTRATORS)
    ]
    return [scope["state"].get("csrf_token", ""), *sessions]


def given_in_headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The cookies that an answer gives, from its headers."""
    cookies: SimpleCookie = SimpleCookie()
    for name, value in headers:
        if name == b"set-cookie":
            cookies.load(value.decode("latin-1"))
    return {name: each.value for name, each in cookies.items()}


def given(cookies: Iterable[Cookie]) -> dict[str, str]:
    """The same, before the answer is made."""
    return {each.key: each.value or "" for each in cookies}
