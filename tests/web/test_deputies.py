"""「ID管理ユーザー（副担当）」 by the pages: asking, answering, ending."""

from dataclasses import replace

import pytest

from db.members.deputies import withdraw
from rig.applications import PASSWORD, Applications, now
from rig.console.staff import logged_in as staff_logged_in
from rig.deputies import asked_to_be_deputy, deputy, member_of
from rig.members import Ids, colleague, id_manager
from rig.site import Site
from rig.visitor import Page
from tests.web.test_login import log_in

PATH = "/accounts/002/deputy"
ASK = "副担当への就任をお願いする"


async def two(applications: Applications) -> tuple[Ids, Ids]:
    manager = await id_manager(applications)
    return manager, await colleague(manager)


async def ask(site: Site, password: str = PASSWORD) -> Page:
    return await site.press(await site.get(PATH), ASK, 現在のパスワード=password)


async def test_the_whole_way_from_the_question_to_the_end_of_the_role(
    site: Site, applications: Applications
) -> None:
    manager, other = await two(applications)
    of_manager, of_other = site.client, site.browser("198.51.100.1")
    await log_in(site, manager)
    assert (await site.get("/accounts/001/deputy")).path == "/accounts/001/deputy"
    page = await site.get((await site.get("/accounts/002")).link("副担当をお願いする"))
    assert "1企業に3名まで" in page.text
    page = await ask(site)
    assert "副担当への就任をお願いしました" in page.text
    assert site.relay.nudged[-1].startswith("letters-")

    site.client = of_other
    page = await log_in(site, other)
    assert "就任のお願いが届いています" in page.text
    page = await site.get("/deputy")
    assert "田中 花子" in page.text
    before = site.client.cookies["__Host-session"]
    page = await site.press(page, "承諾する")
    assert "副担当になりました" in page.text
    assert site.client.cookies["__Host-session"] != before
    assert "権限 ID管理ユーザー（副担当）" in (await site.get("/home")).text
    page = await site.get("/accounts")
    assert (page.status, "ID管理ユーザー（副担当）" in page.text) == (200, True)
    # What only 主担当 may do is not offered, and says so when it is asked for.
    assert "解約の手続きへ" not in (await site.get("/company")).text
    assert (await site.get("/company/cancellation")).h1.startswith("主担当のID管理ユーザー")

    site.client = of_manager
    page = await site.press(await site.get(PATH), "副担当を解任する")
    assert "副担当を解任しました" in page.text
    assert (await other.account()).role == "user"
    site.client = of_other
    assert (await site.get("/home")).path == "/login"


async def test_wrong_password_asks_nobody(site: Site, applications: Applications) -> None:
    manager, other = await two(applications)
    await log_in(site, manager)
    page = await ask(site, "wrong-horse-battery")
    assert page.status == 422
    assert "現在のパスワードが一致しません" in page.errors["password_present"]
    assert "就任をお願いしています" not in (await site.get("/accounts/002")).text
    assert (await other.account()).role == "user"


async def test_what_was_asked_is_taken_back(site: Site, applications: Applications) -> None:
    manager, other = await two(applications)
    await asked_to_be_deputy(manager, other)
    await log_in(site, manager)
    page = await site.press(await site.get(PATH), "お願いを取り下げる")
    assert "お願いを取り下げました" in page.text
    assert (await site.get(PATH)).h1 == "副担当への就任をお願いしますか"


@pytest.mark.parametrize("button", ["承諾する", "辞退する"])
async def test_a_page_that_is_too_old_says_that_it_is_over(
    site: Site, applications: Applications, button: str
) -> None:
    manager, other = await two(applications)
    await asked_to_be_deputy(manager, other)
    await log_in(site, other)
    page = await site.get("/deputy")
    await withdraw(await member_of(manager), other.account_id, now())
    page = await site.press(page, button)
    assert (page.status, page.h1) == (409, "副担当への就任のお願いは終了しています")
    assert "お返事をお待ちしている就任のお願いはありません" in (await site.get("/deputy")).text


async def test_declining_and_resigning_say_what_was_done(
    site: Site, applications: Applications
) -> None:
    manager, other = await two(applications)
    await asked_to_be_deputy(manager, other)
    await log_in(site, other)
    assert "就任を辞退しました" in (await site.press(await site.get("/deputy"), "辞退する")).text
    await deputy(manager, other)
    await log_in(site, other)
    page = await site.press(await site.get("/deputy"), "副担当を辞任する")
    assert "副担当を辞任しました" in page.text
    assert (await site.get("/accounts")).status == 403


async def test_an_account_page_of_another_id_manager_offers_a_deputy_nothing(
    site: Site, applications: Applications
) -> None:
    manager, other = await two(applications)
    await deputy(manager, other)
    await log_in(site, other)
    page = await site.get("/accounts/001")
    assert "主担当の方だけができます" in page.text
    for act in ("登録内容を変更する", "利用を停止する", "パスワード再設定の案内を送る"):
        assert act not in page.text
    for path in ("/accounts/001/deputy", "/accounts/001/change"):
        assert (await site.get(path)).status == 403
    page = await site.get("/accounts/002/deputy")
    assert page.path == "/deputy"


async def test_there_is_no_room_says_the_page_before_anybody_asks(
    site: Site, applications: Applications
) -> None:
    manager, other = await two(applications)
    for number in ("003", "004"):
        await asked_to_be_deputy(manager, await colleague(manager, number))
    await log_in(site, manager)
    page = await site.get(PATH)
    assert "人数が上限に達しています" in page.text
    assert ASK not in page.text
    fields = {"action": "ask", "password_present": PASSWORD}
    token = {"csrf_token": site.client.cookies["__Host-csrf"]}
    page = await site.post(PATH, fields | token)
    assert (page.status, page.h1) == (409, "ID管理ユーザーの人数が上限に達しています")
    assert (await other.account()).role == "user"


async def test_an_act_that_is_none_is_not_understood(
    site: Site, applications: Applications
) -> None:
    manager, _ = await two(applications)
    await log_in(site, manager)
    fields = {"action": "promote", "csrf_token": site.client.cookies["__Host-csrf"]}
    assert [(await site.post(path, fields)).status for path in (PATH, "/deputy")] == [400, 400]


async def test_how_many_id_managers_there_may_be_is_a_setting(
    site: Site, applications: Applications
) -> None:
    manager, _ = await two(applications)
    await asked_to_be_deputy(manager, await colleague(manager, "003"))
    site.app.state.settings = replace(applications.settings, id_managers=2)
    await log_in(site, manager)
    page = await site.get(PATH)
    assert "人数が上限に達しています" in page.text
    site.app.state.settings = replace(applications.settings, id_managers=4)
    page = await site.get(PATH)
    assert "1企業に4名まで" in page.text
    await asked_to_be_deputy(manager, await colleague(manager, "004"))
    page = await site.press(page, ASK, 現在のパスワード=PASSWORD)
    assert "副担当への就任をお願いしました" in page.text


async def test_a_deputy_is_deleted_only_after_the_role_ended(
    site: Site, applications: Applications
) -> None:
    manager, other = await two(applications)
    await deputy(manager, other)
    await log_in(site, manager)
    page = await site.get("/accounts/002/delete")
    assert (page.status, page.h1) == (409, "副担当のID管理ユーザーのアカウントは削除できません")
    await site.press(await site.get("/accounts/002"), "利用を停止する")
    assert (await site.get("/accounts/002/delete")).status == 200


async def test_the_console_ends_the_role_with_a_reason(
    site: Site, applications: Applications
) -> None:
    manager, other = await two(applications)
    await deputy(manager, other)
    await staff_logged_in(site, "helpdesk")
    here = f"/console/companies/{other.company_id}/accounts/002"
    page = await site.get(here)
    assert "ID管理ユーザー（副担当）" in page.text
    page = await site.get(page.link("副担当を解任する"))
    await site.press(page, "副担当を解任する", 理由="貴社からの依頼によります。")
    assert (await other.account()).role == "user"
    assert "副担当を解任する" not in (await site.get(here)).text


async def test_the_pages_speak_english(site: Site, applications: Applications) -> None:
    manager, other = await two(applications)
    await log_in(site, manager)
    assert (await site.get(f"{PATH}?lang=en")).h1 == "Do you ask this person to be a deputy?"
    await asked_to_be_deputy(manager, other)
    site.client = site.browser("198.51.100.1")
    await log_in(site, other)
    assert (await site.get("/deputy?lang=en")).h1 == "You are asked to be a deputy ID manager"
