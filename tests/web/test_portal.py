"""What a member sees, and how the session is left."""

from datetime import timedelta

from litestar.handlers import HTTPRouteHandler

from db.companies.cancellations import load_cancellation
from db.members import sessions
from domain.business_calendar import format_jst
from domain.logins import MEMBERS
from rig.applications import Applications
from rig.companies import cancellation_begun, change_asked_for
from rig.members import colleague, id_manager
from rig.site import Site
from tests.web.test_login import log_in


async def test_home_shows_ids_role_and_name(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    page = await log_in(site, ids)
    assert page.h1 == "新規食品株式会社"
    for shown in (
        f"企業ID {ids.company_id}",
        "アカウントID 001",
        "権限 ID管理ユーザー",
        "田中 花子",
    ):
        assert shown in page.text
    assert "今回が初めてのログインです" in page.text


async def test_home_of_another_account_shows_its_role(
    site: Site, applications: Applications
) -> None:
    page = await log_in(site, await colleague(await id_manager(applications), "999"))
    assert "アカウントID 999" in page.text
    assert "権限 利用者" in page.text


async def test_home_shows_the_id_manager_what_is_under_way_for_the_company(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    assert "お申し込み" not in (await log_in(site, ids)).text
    await change_asked_for(ids)
    ends_at = (await load_cancellation(await cancellation_begun(ids))).ends_at
    page = await site.get("/home")
    assert f"{format_jst(ends_at)}に解約となり" in page.text
    assert page.link("解約のお申し込みを確認する") == "/company/cancellation"
    assert page.link("変更のお申し込みを確認する") == "/company/change"
    site.client = site.browser()
    assert "お申し込み" not in (await log_in(site, await colleague(ids))).text


async def test_home_tells_the_login_before_this_one(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    first = site.clock.now
    await log_in(site, ids)
    site.clock.now = first + timedelta(days=3)
    page = await log_in(site, ids)
    assert f"前回のログイン {format_jst(first)}" in page.text


async def test_home_says_when_the_session_ends_and_warns_five_minutes_before(
    site: Site, applications: Applications
) -> None:
    page = await log_in(site, await id_manager(applications))
    assert format_jst(site.clock.now + MEMBERS.idle_limit) in page.text
    (warning,) = (e for e in page.tree.iter("div") if e.get("data-appears-after"))
    assert warning.get("data-appears-after") == str(25 * 60)
    assert page.link("ログインを続ける") == "/home"


async def test_logout_ends_the_session(site: Site, applications: Applications) -> None:
    page = await log_in(site, await id_manager(applications))
    identifier = site.client.cookies["__Host-session"]
    page = await site.press(page, "ログアウト")
    assert page.h1 == "ログアウトしました"
    assert "__Host-session" not in site.client.cookies
    assert await sessions.find(identifier, site.clock.now) is None
    assert (await site.get("/home")).path == "/login"


async def test_logout_twice_or_in_another_tab_is_no_error(
    site: Site, applications: Applications
) -> None:
    page = await log_in(site, await id_manager(applications))
    await site.press(page, "ログアウト")
    assert (await site.press(page, "ログアウト")).h1 == "ログアウトしました"


async def test_s38_every_route_of_members_asks_for_a_login(site: Site) -> None:
    handlers = [
        (path, handler)
        for route in site.app.routes
        for handler in getattr(route, "route_handlers", ())
        for path in [route.path]
        if isinstance(handler, HTTPRouteHandler) and handler.opt.get("guard") == "member"
    ]
    assert ("/home", "home") in [
        (path, handler.name or handler.handler_name) for path, handler in handlers
    ]
    for path, _ in handlers:
        answer = await site.client.get(path.replace("{change_id:int}", "1"))
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login?return_to=")


async def test_form_sent_without_a_session_leads_home_after_the_login(site: Site) -> None:
    await site.get("/login")
    fields = {"csrf_token": site.client.cookies["__Host-csrf"]}
    answer = await site.client.post("/profile/password?x=1", data=fields)
    assert answer.headers["location"] == "/login?return_to=%2Fhome"


async def test_home_speaks_english(site: Site, applications: Applications) -> None:
    await log_in(site, await id_manager(applications))
    page = await site.get("/home?lang=en")
    assert "Role Main ID manager" in page.text
    page = await site.press(page, "Log out")
    assert page.h1 == "You have logged out"
