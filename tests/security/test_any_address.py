"""Whatever stands in an address, the answer is a page that says so, and never a failure of ours."""

import re
from dataclasses import replace

import pytest
from litestar import Litestar

from rig.applications import Applications
from rig.console.staff import logged_in
from rig.members import id_manager
from rig.security.doors import doors, expected
from rig.security.people import everybody
from rig.site import Site
from tests.security.test_s38_routes import handlers
from tests.web.test_login import log_in

ODD = {"nothing": "%00", "huge": "9" * 40, "signs": "%F0%9F%8D%99%27%22%3C", "half": "%ED%A0%80"}
ODD |= {"long": "x" * 3000, "first day": "0001-01-01", "last day": "9999-12-31"}
FIELDS = ("after", "search", "anything", "name", "number", "mail", "sort", "stage", "days", "from")
DAYS = ("since", "until")


def _addresses(app: Litestar, odd: str) -> list[str]:
    """The address of every page that is shown, with odd text wherever an address has text."""
    shown = {path for path, handler in handlers(app) if "GET" in handler.http_methods}
    query = "&".join(f"{field}={odd}" for field in (*FIELDS, *DAYS))
    return sorted(f"{re.sub(r'{[^}]*}', odd, path)}?{query}" for path in shown)


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
async def test_no_address_makes_a_page_of_the_portal_fail(
    site: Site, applications: Applications, odd: str
) -> None:
    await log_in(site, await id_manager(applications))
    await _never_fails(site, odd)


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
async def test_no_address_makes_a_page_of_the_console_fail(site: Site, odd: str) -> None:
    await logged_in(site)
    await _never_fails(site, odd)


async def test_no_number_makes_a_page_fail_beside_names_of_what_is_there(
    site: Site, applications: Applications
) -> None:
    people = await everybody(site.app, applications)
    numbered = [door for door in doors(site.app) if ":int}" in door.path]
    answered = {}
    for name in ("principal", "administrator"):
        who = people[name]
        for door in numbered:
            if "GET" in door.methods and expected(door, "GET", who) == "in":
                path = re.sub(r"\{[^}]*:int\}", ODD["huge"], door.path)
                address = replace(door, path=path).address_for(who)
                answered[door.path] = (await who.asks("GET", address)).status
    assert len(answered) > 20
    assert {path: status for path, status in answered.items() if status >= 500} == {}


async def _never_fails(site: Site, odd: str) -> None:
    failed = []
    for address in _addresses(site.app, odd):
        response = await site.client.get(address)
        if response.status_code >= 500:
            failed.append((address.partition("?")[0], response.status_code))
    assert failed == []
