"""Who gets in where in the console: every route with every role (security.md S38)."""

import re

import pytest
from litestar.handlers import HTTPRouteHandler

from db.tables.operation import AuditEvent
from rig.console.staff import logged_in, person_of
from rig.site import Site
from tests.security.test_s38_routes import handlers
from web.guards import (
    CONSOLE_ADMINISTER,
    CONSOLE_HELP,
    CONSOLE_NEWCOMER,
    CONSOLE_OWN,
    CONSOLE_VIEW,
    PUBLIC,
)

OWN, VIEW, HELP, ADMINISTER, NEWCOMER = (
    stated["guard"]
    for stated in (CONSOLE_OWN, CONSOLE_VIEW, CONSOLE_HELP, CONSOLE_ADMINISTER, CONSOLE_NEWCOMER)
)
OPEN_TO = {
    "viewer": {OWN, VIEW},
    "helpdesk": {OWN, VIEW, HELP},
    "administrator": {OWN, VIEW, HELP, ADMINISTER},
}
PUBLIC_ONES = {"/console/login", "/console/login/code", "/console/logout"}


def console_routes(site: Site) -> list[tuple[str, HTTPRouteHandler]]:
    return [(p, h) for p, h in handlers(site.app) if re.match("/console(/|$)", p)]


def method_of(handler: HTTPRouteHandler) -> str:
    return "POST" if "POST" in handler.http_methods else "GET"


def address_of(path: str) -> str:
    """An address of this route, about something that is not there."""
    path = re.sub(r"/?\{[^}]*:path\}", "/none", path)
    return re.sub(r"\{[^}]*:int\}", "7", re.sub(r"\{[^}]*:str\}", "none", path))


async def answers(site: Site, guards: set[str]) -> dict[str, tuple[int, str]]:
    """What each route of these guards answers: the status, and where it leads."""
    await site.get("/")
    token = {"csrf_token": site.client.cookies["__Host-csrf"]}
    answered = {}
    for path, handler in console_routes(site):
        if handler.opt["guard"] in guards:
            method = method_of(handler)
            data = token if method == "POST" else None
            answer = await site.client.request(method, address_of(path), data=data)
            led_to = answer.headers.get("location", "")
            answered[f"{method} {path}"] = (answer.status_code, led_to.partition("?")[0])
    return answered


async def test_s38_only_the_login_of_the_console_is_public(site: Site) -> None:
    public = {p for p, h in console_routes(site) if h.opt["guard"] == PUBLIC["guard"]}
    assert public == PUBLIC_ONES


async def test_s38_who_may_only_see_is_offered_nothing_to_send(site: Site) -> None:
    to_see = [h for _, h in console_routes(site) if h.opt["guard"] == VIEW]
    assert to_see
    assert {method_of(handler) for handler in to_see} == {"GET"}


async def test_s38_nobody_gets_in_without_a_login(site: Site) -> None:
    answered = await answers(site, {OWN, VIEW, HELP, ADMINISTER, NEWCOMER})
    assert len(answered) > 10
    assert set(answered.values()) == {(303, "/console/login")}
    assert not await AuditEvent.exists()


@pytest.mark.parametrize("role", OPEN_TO)
async def test_s38_role_gets_in_where_it_may(site: Site, role: str) -> None:
    await logged_in(site, role)
    answered = await answers(site, OPEN_TO[role])
    refused = {
        route: (status, led_to)
        for route, (status, led_to) in answered.items()
        if status == 403 or status >= 500 or led_to == "/console/login"
    }
    assert answered
    assert refused == {}


@pytest.mark.parametrize("role", ["viewer", "helpdesk"])
async def test_s38_role_is_refused_elsewhere_and_nothing_changes(site: Site, role: str) -> None:
    await logged_in(site, role)
    before = await AuditEvent.count()
    answered = await answers(site, {HELP, ADMINISTER} - OPEN_TO[role])
    assert answered
    assert {status for status, _ in answered.values()} == {403}
    assert await AuditEvent.count() == before


async def test_s38_whoever_is_not_set_up_gets_in_nowhere_else(site: Site) -> None:
    await logged_in(site, password_is_first=True)
    answered = await answers(site, {OWN, VIEW, HELP, ADMINISTER})
    assert set(answered.values()) == {(303, "/console/first/password")}


async def test_s38_form_of_a_viewer_is_refused_with_what_to_do(site: Site) -> None:
    await logged_in(site, "viewer")
    other = await person_of(site)
    await site.get("/")
    fields = {"csrf_token": site.client.cookies["__Host-csrf"], "reason": "試験"}
    page = await site.post(f"/console/administrators/{other.administrator}/stop", fields)
    assert (page.status, page.h1) == (403, "この操作をする権限がありません")
    assert page.link("管理画面に戻る") == "/console"
    assert (await other.row()).state == "active"
