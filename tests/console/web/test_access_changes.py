"""A change of who gets in, in the console: shown, called off, agreed to by another person."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db.access.facts import load_access_change
from db.access.steps import advance_access_change
from domain.business_calendar import format_jst
from domain.companies.access_change import AccessStage
from domain.durations import Duration
from domain.logins import MEMBERS
from rig.access import address_asked_for, change_of, refused, settled, told
from rig.applications import Applications, now
from rig.console.acts import GROUND, NEW_ADDRESS
from rig.console.staff import logged_in
from rig.members import Ids, id_manager
from rig.second_factors import turned_on
from rig.site import Site
from rig.visitor import Page
from settings import Settings
from tests.accounts import other_id_manager

MONTH = timedelta(days=30)
LONG_AGO: dict[str, Any] = {"created_at": now() - MONTH}
REASON = "折り返して確認しました。"


def company_page(ids: Ids, page: str = "") -> str:
    return f"/console/companies/{ids.company_id}{page}"


async def removal_asked_for(site: Site, settings: Settings, ids: Ids) -> Page:
    """An administrator who is logged in asks that a second factor is removed."""
    await turned_on(MEMBERS.owner((await ids.account()).id), settings, site.clock.now)
    page = await site.get(company_page(ids, f"/accounts/{ids.account_id}/second-factor"))
    return await site.press(
        page,
        "二段階認証の解除を始める",
        確認の根拠=GROUND.evidence,
        理由="依頼",
    )


@pytest.mark.parametrize("where", ["", "/accounts/001"])
async def test_the_company_and_the_account_show_it_with_its_time(
    site: Site, applications: Applications, where: str
) -> None:
    ids = await id_manager(applications)
    await address_asked_for(applications, ids)
    await logged_in(site, "viewer")
    page = await site.get(company_page(ids, where))
    assert "「メールアドレスの変更」の手続きが進行中です" in page.text
    assert "新しいメールアドレスでの確認を待っています" in page.text
    assert "日本時間）以降" in page.text
    page = await site.get(page.link("手続きの内容を見る・取りやめる"))
    assert page.h1 == "メールアドレスの変更の手続き"
    for shown in (NEW_ADDRESS, GROUND.evidence, "まだです"):
        assert shown in page.text
    kinds = [row[1] for row in page.cells("この手続きのメール")]
    assert "アカウントの変更手続きの確認（本人へ）" in kinds
    assert "手続きを取りやめる" not in page.text


async def test_helpdesk_calls_it_off(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    await logged_in(site, "helpdesk")
    path = company_page(ids, f"/access-changes/{change.change_id}")
    page = await site.get((await site.get(path)).link("手続きを取りやめる"))
    assert (await site.press(page, "手続きを取りやめる")).errors == {
        "reason": "＊理由を入力してください。"
    }
    done = await site.press(page, "手続きを取りやめる", 理由=REASON)
    assert (done.path, "手続きは終わりました" in done.text) == (path, True)
    assert site.relay.nudged == [change.process]
    again = await site.press(page, "手続きを取りやめる", 理由=REASON)
    assert (again.status, "すでに終わっています" in again.text) == (422, True)


async def test_another_administrator_agrees_where_nobody_could_be_told(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await id_manager(applications)
    await logged_in(site, mail_address="first@inforex.example", **LONG_AGO)
    await removal_asked_for(site, settings, ids)
    change = await refused(await change_of(ids))
    path = company_page(ids, f"/access-changes/{change.change_id}")
    page = await site.get(path)
    assert "企業のどなたにもメールが届いていません" in page.text
    agreeing = await site.get(page.link("別の管理者として同意する"))
    own = await site.press(agreeing, "別の管理者として同意する", 理由=REASON)
    assert (own.status, "手続きを始めた人は、同意できません" in own.text) == (422, True)
    await logged_in(site, **LONG_AGO)
    agreeing = await site.get(f"{path}/agree")
    assert GROUND.evidence in agreeing.text
    done = await site.press(agreeing, "別の管理者として同意する", 理由=REASON)
    assert "管理 一郎（" in done.text
    change = await settled(applications, change, timedelta(days=1))
    assert change.progress.outcome is AccessStage.DONE


async def test_nobody_else_is_asked_where_somebody_was_told(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await id_manager(applications)
    await logged_in(site)
    await removal_asked_for(site, settings, ids)
    change = await told(await change_of(ids))
    page = await site.get(company_page(ids, f"/access-changes/{change.change_id}"))
    assert "別の管理者として同意する" not in page.text


async def test_the_page_of_an_act_names_the_moment_by_the_setting(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await id_manager(applications)
    await logged_in(site)
    site.app.state.settings = replace(settings, access_change_wait=Duration(5, "d"))
    page = await site.get(company_page(ids, "/manager"))
    moment = format_jst(site.clock.now + timedelta(days=5))
    assert f"{moment}（日本時間）以降に変更します" in page.text


async def test_a_change_of_another_company_is_not_found(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    other = await other_id_manager(applications)
    await logged_in(site)
    for of, number in ((other, change.change_id), (ids, 999)):
        assert (await site.get(company_page(of, f"/access-changes/{number}"))).status == 404


async def test_one_that_is_over_says_how_it_ended(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    at = change.progress.lapses_at
    await advance_access_change(
        change.change_id, at, settings.link_keys, settings.alert_mail_address, at
    )
    assert (await load_access_change(change.change_id)).closed_at == at
    await logged_in(site)
    page = await site.get(company_page(ids, f"/access-changes/{change.change_id}"))
    assert "必要な確認が期限までに得られず、取りやめました" in page.text
    assert "手続きを取りやめる" not in page.text
