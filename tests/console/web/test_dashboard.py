"""「状況」: the same figures as pictures and as tables."""

from datetime import timedelta

import pytest

from db.mailing import mails
from rig.applications import Applications, now
from rig.console.staff import logged_in
from rig.site import Site
from web.console.dashboard import duration

DASHBOARD = "/console/dashboard"


async def test_funnel_and_times_are_shown_as_tables_with_pictures(
    site: Site, applications: Applications
) -> None:
    await applications.enrolled()
    await applications.invited("two@maker.example")
    await logged_in(site, "viewer")
    page = await site.get(DASHBOARD)
    rows = {row[0]: row[1:3] for row in page.cells("どこまで進んだか")}
    assert rows["メールアドレスの登録"] == ["2", "100.0%"]
    assert rows["IDの発行"] == ["1", "50.0%"]
    steps = {row[0]: row[1:4] for row in page.cells("どこで時間がかかるか")}
    assert steps["管理者の判断（審査）"] == ["0", "なし", "なし"]
    assert steps["卸担当者の回答"][0] == "1"
    assert '<rect width="50.0" height="10"/>' in page.html


async def test_what_waits_leads_to_the_list_of_it(site: Site, applications: Applications) -> None:
    number = await applications.under_review()
    await logged_in(site, "viewer")
    page = await site.get(DASHBOARD)
    waiting = {row[0]: row[1:3] for row in page.cells("止まっている申請")}
    assert waiting["審査中"] == ["1", "不明"]
    assert [row[0] for row in (await site.get(page.link("審査中"))).cells("申請")] == [number]


async def test_mails_that_fail_are_shown_by_kind(site: Site, applications: Applications) -> None:
    await logged_in(site, "viewer")
    assert "届かなかったメールはありません。" in (await site.get(DASHBOARD)).text
    number = await applications.invited()
    await mails.record_refused(f"{number}/invitation/1", "550 no such user", now())
    rows = (await site.get(DASHBOARD)).cells("届かないメール")
    assert [row[:4] for row in rows] == [["加入手続きのご案内", "1", "0", "0"]]


async def test_period_is_chosen_in_the_address(site: Site, applications: Applications) -> None:
    await applications.invited(at=site.clock.now - timedelta(days=20))
    await logged_in(site, "viewer")
    page = await site.get(DASHBOARD)
    for link, requested in (("直近7日間", "0"), ("直近30日間", "1")):
        page = await site.get(page.link(link))
        assert page.cells("どこまで進んだか")[0][1] == requested
    assert (await site.get(f"{DASHBOARD}?days=9")).cells("どこまで進んだか")[0][1] == "1"


async def test_load_is_a_picture_and_a_table(site: Site, applications: Applications) -> None:
    await applications.invited(at=site.clock.now)
    await logged_in(site, "viewer")
    page = await site.get(DASHBOARD)
    assert "自動処理への連絡待ち：1件" in page.text
    by_day = page.cells("1日ごとの登録")
    assert (len(by_day), by_day[0][1], by_day[1][1]) == (30, "1", "0")
    assert page.html.count("<title>") == 1 + 30 + 24 + 24 + 30


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (None, "なし"),
        (timedelta(seconds=20), "0分"),
        (timedelta(minutes=59), "59分"),
        (timedelta(hours=1), "1.0時間"),
        (timedelta(hours=47), "47.0時間"),
        (timedelta(days=2, hours=12), "2.5日"),
    ],
)
def test_durations_are_written_in_the_unit_that_fits(time: timedelta | None, text: str) -> None:
    assert duration(time) == text
