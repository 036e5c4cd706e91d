"""What the doors say of members and staff: no more than is true of whoever stands before them."""

import pytest

from domain.logins import ADMINISTRATORS, MEMBERS
from rig.applications import PASSWORD, Applications
from rig.console.staff import let_in, logged_in, person_of
from rig.members import id_manager
from rig.site import Site
from tests.console.web.test_login import log_in as log_in_to_the_console
from tests.web.test_login import log_in
from tests.web.test_second_factor import turn_on

CHANGE_PASSWORD = "/.well-known/change-password"
LOGGED_OUT = "しばらく操作がなかったため"
VOID = "以前の回復コードは使えません"


async def test_password_managers_find_the_page_of_a_member(
    site: Site, applications: Applications
) -> None:
    page = await site.get(CHANGE_PASSWORD)
    assert (page.path, page.response.url.params["return_to"]) == ("/login", "/profile/password")
    await log_in(site, await id_manager(applications))
    assert (await site.get(CHANGE_PASSWORD)).path == "/profile/password"


async def test_password_managers_find_the_page_of_staff(site: Site) -> None:
    await logged_in(site)
    assert (await site.get(CHANGE_PASSWORD)).path == "/console/profile/password"


async def test_other_addresses_that_programs_look_for_are_not_found(site: Site) -> None:
    path = "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200"
    assert (await site.get(path)).status == 404


async def test_a_first_visit_is_not_told_of_an_end_of_a_session(
    site: Site, applications: Applications
) -> None:
    for path in ("/profile", "/console/mails"):
        page = await site.get(path)
        assert "続けるにはログインが必要です" in page.text
        assert LOGGED_OUT not in page.text
    await log_in(site, await id_manager(applications))
    site.clock.now += 2 * MEMBERS.idle_limit
    assert LOGGED_OUT in (await site.get("/profile")).text


async def test_staff_whose_session_ended_are_told(site: Site) -> None:
    await let_in(site, await person_of(site))
    site.clock.now += 2 * ADMINISTRATORS.idle_limit
    assert LOGGED_OUT in (await site.get("/console/mails")).text


async def test_only_later_recovery_codes_void_earlier_ones(
    site: Site, applications: Applications
) -> None:
    first = await turn_on(site, await id_manager(applications))
    assert first.h1 == "回復コード"
    assert VOID not in first.text
    page = await site.get("/profile/second-factor/recovery-codes")
    later = await site.press(page, "回復コードを発行する", 現在のパスワード=PASSWORD)
    assert VOID in later.text


async def test_staff_read_that_they_are_logged_out(site: Site) -> None:
    await logged_in(site)
    page = await site.press(await site.get("/console/profile"), "ログアウト")
    assert (page.path, page.said) == ("/console/login", "ログアウトしました")


@pytest.mark.parametrize("path", ["/console", "/console/login", "/console/nothing/here"])
async def test_staff_are_not_sent_to_the_helpdesk_that_they_are(site: Site, path: str) -> None:
    assert "tel:" not in (await site.get(path)).html
    await log_in_to_the_console(site, await person_of(site))
    page = await site.get(path)
    assert "tel:" not in page.html
    assert "ページ下部のヘルプデスク" not in page.text
    assert "tel:" in (await site.get("/")).html
