"""S16: every cookie of the site under HTTPS, and whose session an identifier is."""

import httpx
import pytest

from domain.logins import MEMBERS
from rig.applications import PASSWORD, Applications
from rig.console.staff import let_in, person_of
from rig.members import id_manager
from rig.second_factors import turned_on
from rig.site import Site
from settings import Settings
from tests.accounts import other_id_manager
from tests.console.web.test_login import log_in as log_in_to_the_console
from tests.web.test_login import log_in
from tests.web.test_second_step import enter
from tests.web.walk import to_mail_address

CHOSEN_BY_ANYBODY = "lang"
"""It says nothing but the language of the pages."""

BOUND_TO_THE_HOST = {
    "__Host-csrf",
    "__Host-consent",
    "__Host-session",
    "__Host-known-browser",
    "__Host-login-code",
    "__Host-console",
    "__Host-console-browser",
    "__Host-console-code",
    "__Host-said",
}


@pytest.fixture
def given(site: Site) -> list[str]:
    """Every cookie that the site sets, as its header says."""
    seen: list[str] = []

    async def note(response: httpx.Response) -> None:
        seen.extend(response.headers.get_list("set-cookie"))

    site.client.event_hooks["response"].append(note)
    return seen


async def test_s16_every_cookie_is_bound_to_the_host_by_https_and_out_of_reach(
    site: Site, applications: Applications, settings: Settings, given: list[str]
) -> None:
    await site.get("/?lang=en")
    await site.get("/?lang=ja")
    await to_mail_address(site)
    ids = await id_manager(applications)
    app = await turned_on(MEMBERS.owner((await ids.account()).id), settings, site.clock.now)
    page = await enter(site, await log_in(site, ids), app.code(site.clock.now))
    page = await site.post(
        "/profile/sessions", {"csrf_token": site.client.cookies["__Host-csrf"], "session": "others"}
    )
    await site.press(page, "ログアウト")
    await log_in_to_the_console(site, await person_of(site))
    assert {cookie.partition("=")[0] for cookie in given} == BOUND_TO_THE_HOST | {CHOSEN_BY_ANYBODY}
    for cookie in given:
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= attributes, cookie
        assert not any(part.startswith("domain") for part in attributes), cookie


async def test_s16_a_members_identifier_is_nobodys_in_the_console_and_the_reverse(
    site: Site, applications: Applications
) -> None:
    await log_in(site, await id_manager(applications))
    member = site.client.cookies["__Host-session"]
    await let_in(site, await person_of(site))
    staff = site.client.cookies["__Host-console"]
    async with site.browser() as client:
        site.client = client
        client.cookies.set("__Host-console", member, domain="inforex.test")
        client.cookies.set("__Host-session", staff, domain="inforex.test")
        assert (await site.get("/console/companies")).path == "/console/login"
        assert (await site.get("/home")).path == "/login"


async def test_s16_an_identifier_shows_its_own_company_whatever_else_is_sent_along(
    site: Site, applications: Applications
) -> None:
    """What a browser says of itself besides the cookie counts for nothing."""
    manager, other = await id_manager(applications), await other_id_manager(applications)
    await log_in(site, manager)
    theirs = (await other.account()).mail_address
    for path in (
        f"/profile?company_id={other.company_id}&account_id=001",
        f"/company?company_id={other.company_id}",
        f"/accounts?company={other.company_id}",
    ):
        page = await site.get(path, **{"X-Company-Id": other.company_id, "X-Forwarded-User": "001"})
        assert page.status == 200
        assert other.company_id not in page.text
        assert theirs not in page.text


async def test_s16_a_session_that_was_begun_elsewhere_cannot_be_put_into_a_browser_that_logs_in(
    site: Site, applications: Applications
) -> None:
    """A stranger gives his own session to a browser: who logs in there ends it, and takes none."""
    mine, victim = await other_id_manager(applications), await id_manager(applications)
    async with site.browser("198.51.100.66") as client:
        stranger = Site(site.app, site.clock, site.relay)
        stranger.client = client
        await log_in(stranger, mine)
        planted = client.cookies["__Host-session"]
        async with site.browser() as fresh:
            site.client = fresh
            await site.get("/login")
            fields = {
                "csrf_token": fresh.cookies["__Host-csrf"],
                "company_id": victim.company_id,
                "account_id": victim.account_id,
                "password": PASSWORD,
            }
            fresh.cookies.set("__Host-session", planted, domain="inforex.test")
            answer = await fresh.post("/login", data=fields)
            assert answer.status_code == 303
            assert planted not in str(answer.headers.get_list("set-cookie"))
        assert (await stranger.get("/home")).path == "/login"
