"""What the console opens to whom, beside the table of every door (security.md S38)."""

import re

from litestar.handlers import HTTPRouteHandler

from rig.console.staff import logged_in, person_of
from rig.site import Site
from tests.security.test_s38_routes import handlers
from web.guards import CONSOLE_VIEW, PUBLIC

PUBLIC_ONES = {"/console/login", "/console/login/code", "/console/logout"}


def console_routes(site: Site) -> list[tuple[str, HTTPRouteHandler]]:
    return [(p, h) for p, h in handlers(site.app) if re.match("/console(/|$)", p)]


def method_of(handler: HTTPRouteHandler) -> str:
    return "POST" if "POST" in handler.http_methods else "GET"


async def test_s38_only_the_login_of_the_console_is_public(site: Site) -> None:
    public = {p for p, h in console_routes(site) if h.opt["guard"] == PUBLIC["guard"]}
    assert public == PUBLIC_ONES


async def test_s38_who_may_only_see_is_offered_nothing_to_send(site: Site) -> None:
    to_see = [h for _, h in console_routes(site) if h.opt["guard"] == CONSOLE_VIEW["guard"]]
    assert to_see
    assert {method_of(handler) for handler in to_see} == {"GET"}


async def test_s38_form_of_a_viewer_is_refused_with_what_to_do(site: Site) -> None:
    await logged_in(site, "viewer")
    other = await person_of(site)
    await site.get("/")
    fields = {"csrf_token": site.client.cookies["__Host-csrf"], "reason": "試験"}
    page = await site.post(f"/console/administrators/{other.administrator}/stop", fields)
    assert (page.status, page.h1) == (403, "この操作をする権限がありません")
    assert page.link("管理画面に戻る") == "/console"
    assert (await other.row()).state == "active"
