"""「ID管理ユーザーの引き継ぎ」 by the pages."""

import pytest

from rig.applications import PASSWORD, Applications
from rig.members import Ids, colleague, id_manager
from rig.site import Site
from rig.visitor import Page
from tests.web.test_login import log_in

PATH = "/accounts/002/hand-over"


async def press(site: Site, page: Page, password: str = PASSWORD) -> Page:
    return await site.press(page, "ID管理ユーザーを引き継ぐ", 現在のパスワード=password)


async def two(applications: Applications) -> tuple[Ids, Ids]:
    manager = await id_manager(applications)
    return manager, await colleague(manager)


async def test_manager_hands_the_role_over_and_is_a_user_from_then_on(
    site: Site, applications: Applications
) -> None:
    manager, other = await two(applications)
    await log_in(site, manager)
    before = site.client.cookies["__Host-session"]
    page = await site.get(PATH)
    assert "佐藤 次郎" in page.text
    page = await press(site, page)
    assert page.said.startswith("ID管理ユーザーを引き継ぎました")
    assert site.client.cookies["__Host-session"] != before
    assert site.relay.nudged[-1].startswith("letters-")
    assert "権限 利用者" in (await site.get("/home")).text
    assert (await site.get("/accounts/001/hand-over")).status == 403
    assert (await other.account()).role == "id_manager"


async def test_new_manager_logs_in_again_with_the_role(
    site: Site, applications: Applications
) -> None:
    manager, other = await two(applications)
    of_manager, of_other = site.client, site.browser("198.51.100.1")
    site.client = of_other
    await log_in(site, other)
    site.client = of_manager
    await log_in(site, manager)
    await press(site, await site.get(PATH))
    site.client = of_other
    assert (await site.get("/home")).path == "/login"
    assert "権限 ID管理ユーザー" in (await log_in(site, other)).text


async def test_wrong_password_hands_nothing_over(site: Site, applications: Applications) -> None:
    manager, other = await two(applications)
    await log_in(site, manager)
    page = await press(site, await site.get(PATH), "wrong-horse-battery")
    assert page.status == 422
    assert "現在のパスワードが一致しません" in page.errors["password_present"]
    assert (await other.account()).role == "user"


async def test_form_that_was_open_when_the_role_moved_is_refused(
    site: Site, applications: Applications
) -> None:
    manager, _ = await two(applications)
    await colleague(manager, "003")
    await log_in(site, manager)
    page = await site.get("/accounts/003/hand-over")
    await press(site, await site.get(PATH))
    assert (await press(site, page)).status == 403


@pytest.mark.parametrize("state", ["invited", "stopped"])
async def test_account_that_is_not_in_use_gets_a_page_that_says_what_to_do(
    site: Site, applications: Applications, state: str
) -> None:
    manager, other = await two(applications)
    await other.change(state=state)
    await log_in(site, manager)
    page = await site.get(PATH)
    assert page.status == 409
    assert page.h1 == "このアカウントには引き継げません"
    assert page.link("アカウント一覧へ") == "/accounts"


@pytest.mark.parametrize("account_id", ["777", "x", "000", "２"])
async def test_account_that_does_not_exist_is_404(
    site: Site, applications: Applications, account_id: str
) -> None:
    await log_in(site, await id_manager(applications))
    assert (await site.get(f"/accounts/{account_id}/hand-over")).status == 404


async def test_user_cannot_take_the_role(site: Site, applications: Applications) -> None:
    _, other = await two(applications)
    await log_in(site, other)
    assert (await site.get(PATH)).status == 403
    await site.get("/home")
    fields = {"csrf_token": site.client.cookies["__Host-csrf"], "password_present": PASSWORD}
    assert (await site.post(PATH, fields)).status == 403
    assert (await other.account()).role == "user"


async def test_handover_speaks_english(site: Site, applications: Applications) -> None:
    manager, _ = await two(applications)
    await log_in(site, manager)
    assert (await site.get(f"{PATH}?lang=en")).h1 == "Do you hand over the main ID manager’s role?"
