"""Every route of the portal, with a stranger and with a user who is no ID manager (S38)."""

import re

from litestar.handlers import HTTPRouteHandler

from db.tables.companies import Account, Company
from db.tables.operation import AuditEvent
from rig.applications import Applications
from rig.members import colleague, id_manager
from rig.site import Site
from tests.security.test_s38_routes import handlers
from tests.web.test_login import log_in
from web.guards import ID_MANAGER, MEMBER


def routes(site: Site, guard: str) -> list[tuple[str, str]]:
    """Method and address of every route of a guard, about what may or may not be there."""
    return [
        (_method(handler), re.sub(r"\{[^}]*:int\}", "1", re.sub(r"\{[^}]*:str\}", "001", path)))
        for path, handler in handlers(site.app)
        if handler.opt["guard"] == guard
    ]


def _method(handler: HTTPRouteHandler) -> str:
    return "POST" if "POST" in handler.http_methods else "GET"


async def answers(site: Site, guard: str) -> dict[str, tuple[int, str]]:
    """What each of them answers: the status, and where it leads."""
    await site.get("/")
    token = {"csrf_token": site.client.cookies["__Host-csrf"]}
    answered = {}
    for method, path in routes(site, guard):
        data = token if method == "POST" else None
        answer = await site.client.request(method, path, data=data)
        led_to = answer.headers.get("location", "").partition("?")[0]
        answered[f"{method} {path}"] = (answer.status_code, led_to)
    assert answered
    return answered


async def test_s38_without_a_login_every_route_of_members_leads_to_the_login(site: Site) -> None:
    for guard in (MEMBER["guard"], ID_MANAGER["guard"]):
        assert set((await answers(site, guard)).values()) == {(303, "/login")}


async def test_s38_a_user_gets_into_nothing_of_the_id_manager_and_changes_nothing(
    site: Site, applications: Applications
) -> None:
    user = await colleague(await id_manager(applications))
    await log_in(site, user)
    before = [await Account.select(), await Company.select(), await AuditEvent.count()]
    answered = await answers(site, ID_MANAGER["guard"])
    assert {status for status, _ in answered.values()} == {403}, answered
    assert [await Account.select(), await Company.select(), await AuditEvent.count()] == before
