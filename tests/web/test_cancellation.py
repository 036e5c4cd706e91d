"""「解約」: asked for with the password, undone in time."""

from datetime import datetime, timedelta

import pytest

from db.companies.cancellations import waiting_cancellation
from db.companies.steps import end_company
from db.tables.members import Cancellation
from domain.business_calendar import end_of_business_day, format_jst, format_jst_day
from rig.applications import PASSWORD, Applications
from rig.companies import ADMINISTRATORS
from rig.members import Ids, id_manager
from rig.site import Site
from rig.visitor import Page
from tests.web.test_company import manager
from tests.web.test_language import assert_english
from tests.web.test_login import log_in

CANCELLATION = "/company/cancellation"
DAYS = timedelta(days=1)


TICK = "上記の内容を確認しました。"


async def cancel(site: Site, password: str = PASSWORD, tick: str = "yes") -> Page:
    """Fill in the form and ask for the 解約."""
    page = await site.get(CANCELLATION)
    fields = {"現在のパスワード": password, TICK: tick}
    return await site.press(page, "解約を申し込む", **fields)


def ends(site: Site) -> datetime:
    """When a 解約 takes place that is asked for now."""
    return end_of_business_day(site.clock.now + 30 * DAYS)


async def request_of(ids: Ids) -> int:
    request = await waiting_cancellation(ids.company_id)
    assert request is not None
    return request.cancellation_id


async def test_page_says_beforehand_when_it_would_end(
    site: Site, applications: Applications
) -> None:
    await manager(site, applications)
    page = await site.get(CANCELLATION)
    assert format_jst(ends(site)) in page.text
    assert f"{format_jst_day(ends(site) + 365 * DAYS)}まで保存し" in page.text
    assert not await Cancellation.exists()


async def test_cancellation_begins_with_password_and_tick(
    site: Site, applications: Applications
) -> None:
    ids = await manager(site, applications)
    page = await cancel(site)
    assert page.path == CANCELLATION
    assert "解約のお申し込みを受け付けています" in page.text
    assert format_jst(ends(site)) in page.text
    assert f"{format_jst_day(ends(site) + 365 * DAYS)}まで保存し" in page.text
    assert site.relay.nudged == [f"cancellation-{await request_of(ids)}"]
    assert "に解約となり" in (await site.get("/company")).text


@pytest.mark.parametrize(
    ("password", "tick", "wrong"),
    [
        ("a wrong password", "yes", {"password_present"}),
        ("", "yes", {"password_present"}),
        (PASSWORD, "", {"understood"}),
        ("", "no", {"password_present", "understood"}),
    ],
)
async def test_without_password_or_tick_nothing_begins(
    site: Site, applications: Applications, password: str, tick: str, wrong: set[str]
) -> None:
    await manager(site, applications)
    page = await cancel(site, password, tick)
    assert page.status == 422
    assert set(page.errors) == wrong
    assert not await Cancellation.exists()


async def test_form_that_was_open_in_another_tab_shows_the_first(
    site: Site, applications: Applications
) -> None:
    await manager(site, applications)
    form = await site.get(CANCELLATION)
    await cancel(site)
    fields = {"現在のパスワード": PASSWORD, TICK: "yes"}
    page = await site.press(form, "解約を申し込む", **fields)
    assert "解約のお申し込みを受け付けています" in page.text
    assert await Cancellation.count() == 1


async def test_it_is_undone_while_it_waits_and_twice_is_no_error(
    site: Site, applications: Applications
) -> None:
    await manager(site, applications)
    waiting = await cancel(site)
    page = await site.press(waiting, "解約を取り消す")
    assert "解約を取り消しました" in page.text
    again = await site.press(waiting, "解約を取り消す")
    assert again.form_of("解約を申し込む")
    assert len(site.relay.nudged) == 2


async def test_when_its_time_has_come_it_can_no_longer_be_undone(
    site: Site, applications: Applications
) -> None:
    ids = await manager(site, applications)
    waiting = await cancel(site)
    site.clock.now = ends(site)
    await log_in(site, ids)
    page = await site.get(CANCELLATION)
    assert "取り消しの期限を過ぎました" in page.text
    token = waiting.form_of("解約を取り消す")[0].find("input")
    assert token is not None
    page = await site.post(f"{CANCELLATION}/undo", {"csrf_token": token.get("value") or ""})
    assert await request_of(ids)


async def test_after_the_end_nobody_logs_in(site: Site, applications: Applications) -> None:
    ids = await manager(site, applications)
    await cancel(site)
    until = ends(site)
    await end_company(await request_of(ids), until, ADMINISTRATORS, until)
    assert (await site.get("/home")).path == "/login"
    assert (await log_in(site, ids)).status == 422


async def test_waiting_cancellation_speaks_english(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    await cancel(site)
    await site.get("/?lang=en")
    assert_english(await site.get(CANCELLATION))
    assert_english(await site.get("/company"))
    assert_english(await site.get("/home"))
