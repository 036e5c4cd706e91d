"""A change that the operator asked for, as the people of the company see, agree to and stop it."""

from datetime import datetime

import pytest

from db.access.answers import confirm_new_mailbox, stop
from db.access.facts import load_access_change, open_changes_of
from db.access.requests import ask_for_address, ask_to_remove_second_factor
from db.audit import ActReason
from db.members.account_links import FoundAccountLink
from domain.companies.access_change import AccessStage
from domain.logins import MEMBERS
from domain.tokens import Purpose
from rig.access import (
    DAY,
    address_asked_for,
    asking,
    change_of,
    link_to,
    settled,
    told,
)
from rig.applications import APPLICANT, Applications, now
from rig.companies import ADMINISTRATORS
from rig.console.acts import NEW_ADDRESS
from rig.console.staff import person
from rig.members import colleague, id_manager
from rig.own_data import letters, link_of
from rig.second_factors import turned_on
from rig.site import Site
from rig.visitor import Page
from settings import Settings
from tests.web.test_language import assert_english
from tests.web.test_login import log_in

KNOWN = "心当たりがない"


def buttons(page: Page) -> set[str]:
    return {"".join(e.itertext()).strip() for e in page.tree.iter("button")}


async def test_the_old_mailbox_reads_who_changes_what_and_when(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await id_manager(applications)
    who = await person()
    change = await address_asked_for(applications, ids)
    page = await site.get(await link_to(applications, ids, change))
    assert page.status == 200
    assert "メールアドレスの変更" in page.text
    assert "Inforexの運営担当者" in page.text
    assert "変更する日時：" in page.text
    # Only the domain: who reads this may not be the person.
    assert "shinki-shokuhin.example" in page.text
    assert NEW_ADDRESS not in page.text
    assert who.mail_address not in page.text
    assert settings.helpdesk.telephone in page.html


async def test_the_old_mailbox_agrees_and_the_new_one_confirms(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    path = await link_to(applications, ids, change)
    page = await site.press(await site.get(path), "同意する")
    assert (page.path, "同意を受け付けました" in page.text) == (path, True)
    assert "同意する" not in buttons(page)
    assert KNOWN in buttons(page)
    link = await link_of(applications, ids, Purpose.ADDRESS)
    new = await site.get(f"{link}/confirmed")
    assert new.path == link, "nothing is confirmed yet"
    page = await site.press(new, "このメールアドレスで受け取る")
    assert page.h1 == "メールアドレスを確認しました"
    assert "これまでのメールアドレスのままです" in page.text
    assert site.relay.nudged == [change.process] * 2
    await settled(applications, change, DAY / 24)
    assert (await ids.account()).mail_address == NEW_ADDRESS
    page = await site.get(page.path)
    assert "新しいメールアドレスにお送りします" in page.text
    page = await site.get(path)
    assert "この変更は行われました" in page.text
    assert buttons(page).isdisjoint({KNOWN, "同意する"})


async def test_whoever_knows_nothing_of_it_stops_it_by_one_press(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    path = await link_to(applications, ids, change)
    page = await site.press(await site.get(path), KNOWN)
    assert "お申し出により取りやめました" in page.text
    assert (await load_access_change(change.change_id)).progress.outcome is AccessStage.STOPPED
    assert ("access_change_stopped", ADMINISTRATORS) in await letters()
    confirm = await link_of(applications, ids, Purpose.ADDRESS)
    assert (await site.get(confirm)).status == 410


async def test_the_new_mailbox_that_confirms_what_is_stopped_at_the_same_moment_is_told(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    page = await site.get(await link_of(applications, ids, Purpose.ADDRESS))

    async def after_it_was_stopped(link: FoundAccountLink, at: datetime) -> str | None:
        await stop(change.change_id, "001", ADMINISTRATORS, at)
        return await confirm_new_mailbox(link, at)

    monkeypatch.setattr("web.portal.address_link.confirm_new_mailbox", after_it_was_stopped)
    late = await site.press(page, "このメールアドレスで受け取る")
    assert (late.status, "手続きが取り消されたため" in late.text) == (410, True)
    assert (await load_access_change(change.change_id)).progress.confirmed_at is None


async def test_a_colleague_is_offered_to_stop_it_alone(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    witness = await colleague(ids)
    change = await address_asked_for(applications, ids)
    page = await site.get(await link_to(applications, witness, change))
    assert KNOWN in buttons(page)
    assert "同意する" not in buttons(page)
    form, _ = page.form_of(KNOWN)
    token = next(e.get("value") or "" for e in form.iter("input") if e.get("name") == "csrf_token")
    again = await site.post(page.path, {"csrf_token": token, "action": "agree"})
    assert (again.status, again.path) == (200, page.path)
    assert (await load_access_change(change.change_id)).progress.agreed_at is None


async def test_late_answers_change_nothing_and_say_what_became_of_it(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    page = await site.get(await link_to(applications, ids, change))
    await stop(change.change_id, "001", ADMINISTRATORS, now())
    page = await site.press(page, "同意する")
    assert (page.status, "取りやめました" in page.text) == (200, True)
    assert (await load_access_change(change.change_id)).progress.agreed_at is None


async def test_a_link_that_nobody_made_opens_nothing(site: Site) -> None:
    for path in ("/access/none", "/address/none/confirmed"):
        assert (await site.get(path)).status == 404


@pytest.mark.parametrize("path", ["/home", "/profile"])
async def test_the_portal_shows_it_to_the_person_concerned(
    site: Site, applications: Applications, path: str
) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    assert "進行中です" not in (await site.get(path)).text
    await address_asked_for(applications, ids)
    page = await site.get(path)
    assert "管理者により「メールアドレスの変更」の手続きが進行中です" in page.text
    page = await site.get(page.link("内容を確認し、心当たりがなければ止める"))
    assert "まだ変更していません" in page.text
    page = await site.press(page, KNOWN)
    assert (page.path, "手続きを取りやめました" in page.text) == ("/home", True)
    assert "進行中です" not in page.text
    assert (await ids.account()).mail_address == APPLICANT


async def test_the_portal_shows_an_id_manager_what_is_done_to_colleagues_but_not_the_reverse(
    site: Site, applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    user = await colleague(manager)
    await log_in(site, manager)
    await turned_on(MEMBERS.owner((await manager.account()).id), settings, now())
    await address_asked_for(applications, user)
    await ask_to_remove_second_factor(manager.company_id, manager.account_id, asking(settings))
    of_the_user, of_the_manager = await open_changes_of(manager.company_id)
    for change in (of_the_user, of_the_manager):
        path = f"/access-changes/{change.change_id}"
        assert (await site.get(path)).path == path
    await site.press(await site.get("/home"), "ログアウト")
    await log_in(site, user)
    page = await site.get("/home")
    assert "メールアドレスの変更" in page.text
    assert "二段階認証の解除" not in page.text
    assert (await site.get(f"/access-changes/{of_the_manager.change_id}")).status == 404


async def test_the_pages_are_in_english_too(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    await log_in(site, ids)
    own = await link_to(applications, ids, change)
    new = await link_of(applications, ids, Purpose.ADDRESS)
    await site.get("/?lang=en")
    for path in (own, new, f"/access-changes/{change.change_id}"):
        assert_english(await site.get(path))
    assert_english(await site.press(await site.get(own), "Agree"))
    assert_english(await site.press(await site.get(new), "Receive e-mail at this address"))
    assert_english(await site.press(await site.get(own), "I do not recognise it"))


async def test_told_is_who_of_the_operator_asked(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await colleague(await id_manager(applications))
    who = await person("helpdesk")
    why = ActReason(who.mail_address, "依頼", who.administrator)
    await ask_for_address(ids.company_id, ids.account_id, NEW_ADDRESS, asking(settings, why=why))
    change = await told(await change_of(ids))
    page = await site.get(await link_to(applications, ids, change))
    assert "Inforexヘルプデスク（窓口 京子）" in page.text
