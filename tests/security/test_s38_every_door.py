"""Every route with every kind of person and every method, by one table (security.md S38, S01)."""

from urllib.parse import urlencode

import pytest
from litestar import Litestar, get

from rig.applications import Applications
from rig.security.doors import METHODS, Door, doors, expected, wrong_doors
from rig.security.people import Person, everybody
from rig.security.state import changed, figures
from rig.site import Site
from settings import Settings
from web.app import create_app
from web.guards import MEMBER

OFTEN = ("GET", "POST")
WHO_MAY = ("principal", "administrator", "newcomer", "applicant", "contact", "mailbox", "nobody")
"""Together they get in everywhere."""


async def test_s38_every_route_lets_in_whom_the_table_says_and_nobody_else(
    site: Site, applications: Applications
) -> None:
    found = doors(site.app)
    wrong = []
    for who in (await everybody(site.app, applications)).values():
        # No page of ours has other methods: that is told before it is looked who asks.
        methods = METHODS if who.name in {"nobody", "principal", "administrator"} else OFTEN
        wrong += await wrong_doors(who, found, methods)
    assert wrong == []


async def test_s01_no_form_is_taken_that_the_own_browser_was_not_shown(
    site: Site, applications: Applications
) -> None:
    people = await everybody(site.app, applications)
    others = people["user"].token
    before = await figures()
    taken = []
    for door in doors(site.app):
        if "POST" not in door.methods:
            continue
        who = _who_may(door, people)
        for what, token, headers in (
            ("no token", None, ()),
            ("an empty one", "", ()),
            ("a wrong one", f"{who.token[:-1]}{'0' if who.token[-1] != '0' else '1'}", ()),
            ("another browser's", others, ()),
            ("the own from another site", who.token, ((b"sec-fetch-site", b"cross-site"), ORIGIN)),
            ("the own from beside", who.token, ((b"sec-fetch-site", b"same-site"),)),
        ):
            body = urlencode({} if token is None else {"csrf_token": token}).encode() or b"a=1"
            answer = await who.asks("POST", door.address_for(who), body=body, headers=headers)
            if answer.status != 403:
                taken.append(f"{door.path} takes {what}: {answer.status}")
    assert taken == []
    assert changed(before, await figures()) == []


ORIGIN = (b"origin", b"https://evil.example")


def _who_may(door: Door, people: dict[str, Person]) -> Person:
    """Somebody who gets in there by a form, if anybody does."""
    may = (people[n] for n in WHO_MAY if expected(door, "POST", people[n]) in {"in", "open"})
    return next(may, people["nobody"])


def test_s38_a_guard_that_no_table_has_is_noticed(app: Litestar) -> None:
    who = Person("nobody", app, {})
    with pytest.raises(KeyError):
        expected(Door("/new", "somebody", frozenset({"GET"})), "GET", who)
    with pytest.raises(KeyError):
        expected(Door("/home", "member", frozenset({"GET"})), "GET", Person("guest", app, {}))


async def test_s38_a_route_whose_guard_is_only_stated_is_noticed(
    site: Site, settings: Settings
) -> None:
    @get("/unguarded", opt=MEMBER)
    async def unguarded() -> str:
        return "everybody's"

    app = create_app(settings)
    app.register(unguarded)
    app.state.update(site.app.state.dict())
    (door,) = (each for each in doors(app) if each.path == "/unguarded")
    wrong = await wrong_doors(Person("nobody", app, {}), [door], ["GET"])
    assert wrong == ["nobody: GET /unguarded (member) is not 'login' but 200"]
