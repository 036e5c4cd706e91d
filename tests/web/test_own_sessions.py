"""「ログイン中の端末」 and 「ログイン履歴」: members see where they are logged in."""

import httpx

from domain.business_calendar import format_jst
from rig.applications import Applications
from rig.members import Ids, colleague, id_manager
from rig.site import Site
from tests.web.test_login import log_in

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
PATH = "/profile/sessions"


async def phone(site: Site, ids: Ids) -> httpx.AsyncClient:
    """The same person's telephone, logged in; the visitor stays at the desk."""
    desk = site.client
    site.client = site.browser(address="198.51.100.7")
    site.client.headers["User-Agent"] = IPHONE
    await log_in(site, ids)
    there, site.client = site.client, desk
    return there


async def test_sessions_are_listed_in_words(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    await phone(site, ids)
    at = format_jst(site.clock.now)
    assert (await site.get(PATH)).cells("ログイン中の端末") == [
        ["不明な端末 192.0.2.1", at, at, "この端末"],
        ["Safari / iPhone 198.51.100.7", at, at, "ログアウトさせる"],
    ]


async def test_one_device_is_logged_out(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    there = await phone(site, ids)
    page = await site.press(await site.get(PATH), "ログアウトさせる")
    assert page.path == PATH
    assert len(page.cells("ログイン中の端末")) == 1
    site.client = there
    assert (await site.get("/home")).path == "/login"


async def test_all_other_devices_are_logged_out(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    others = [await phone(site, ids), await phone(site, ids)]
    page = await site.press(await site.get(PATH), "ほかのすべての端末をログアウトさせる")
    assert len(page.cells("ログイン中の端末")) == 1
    assert page.said == "ほかのすべての端末をログアウトさせました"
    assert "ほかのすべての端末" not in page.text.removeprefix(page.said)
    for site.client in others:
        assert (await site.get("/home")).path == "/login"


async def test_device_of_a_colleague_cannot_be_logged_out(
    site: Site, applications: Applications
) -> None:
    manager = await id_manager(applications)
    await log_in(site, manager)
    there = await phone(site, manager)
    button = (await site.get(PATH)).form_of("ログアウトさせる")[1]
    site.client = site.browser()
    await log_in(site, await colleague(manager))
    fields = {
        "csrf_token": site.client.cookies["__Host-csrf"],
        "session": button.get("value") or "",
    }
    await site.post(PATH, fields)
    site.client = there
    assert (await site.get("/home")).path == "/home"


async def test_history_tells_logins_and_failures(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids, "wrong-horse-battery")
    await phone(site, ids)
    await log_in(site, ids)
    at = format_jst(site.clock.now)
    assert (await site.get("/profile/logins")).cells("ログイン履歴") == [
        [at, "ログインしました", "不明な端末 192.0.2.1"],
        [at, "ログインしました", "Safari / iPhone 198.51.100.7"],
        [
            at,
            "失敗(パスワードが違う、または利用できないアカウント)",
            "不明な端末 192.0.2.1",
        ],
    ]


async def test_history_is_the_members_own(site: Site, applications: Applications) -> None:
    manager = await id_manager(applications)
    await log_in(site, manager, "wrong-horse-battery")
    await log_in(site, await colleague(manager))
    (row,) = (await site.get("/profile/logins")).cells("ログイン履歴")
    assert row[1] == "ログインしました"


async def test_sessions_and_history_speak_english(site: Site, applications: Applications) -> None:
    await log_in(site, await id_manager(applications))
    assert (await site.get(f"{PATH}?lang=en")).h1 == "Where you are logged in"
    assert (await site.get("/profile/logins")).h1 == "Login history"
