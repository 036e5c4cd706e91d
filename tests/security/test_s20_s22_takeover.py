"""S20, S22, S48: an ID manager's account changes hands only with its mailbox's knowledge, in time.

An administrator does, on the pages, all that takes over an account; the company reads its mails.
"""

import re
from datetime import timedelta

from db.identity.second_factors import is_on
from db.tables.operation import AuditEvent
from domain.business_calendar import format_jst
from domain.logins import MEMBERS
from domain.tokens import Purpose
from rig.access import DAY, change_of, kinds_to, link_to, settled, told
from rig.applications import APPLICANT, Applications
from rig.companies import ADMINISTRATORS
from rig.console.acts import NEW_ADDRESS
from rig.console.staff import logged_in
from rig.members import Ids, id_manager
from rig.own_data import letters, link_of
from rig.second_factors import turned_on
from rig.site import Site
from rig.visitor import Page, Visitor
from settings import Settings
from tests.web.test_forgotten import ask

BUTTON = "メールアドレスの変更を始める"
PASSWORD = "パスワード再設定の案内を送る"
GROUND = {"確認の根拠": "登記事項証明書", "理由": "本人からの電話"}


def page_of(ids: Ids, act: str = "") -> str:
    return f"/console/companies/{ids.company_id}/accounts/{ids.account_id}{act}"


async def asked(site: Site, ids: Ids) -> Page:
    """An administrator asks for another address of the account."""
    await logged_in(site)
    page = await site.get(page_of(ids, "/address"))
    return await site.press(page, BUTTON, 新しいメールアドレス=NEW_ADDRESS, **GROUND)


async def password_link(site: Site, ids: Ids) -> Page:
    return await site.press(await site.get(page_of(ids, "/password")), PASSWORD, **GROUND)


async def confirmed(site: Site, applications: Applications, ids: Ids) -> Page:
    path = await link_of(applications, ids, Purpose.ADDRESS)
    return await site.press(await site.get(path), "このメールアドレスで受け取る")


async def test_s22_the_old_mailbox_is_told_and_stays_in_force(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    page = await asked(site, ids)
    assert page.status == 200
    assert f"{format_jst(site.clock.now + DAY)}（日本時間）以降" in page.text
    assert await kinds_to(await change_of(ids)) == {
        ("access_change_asked", APPLICANT),
        ("access_confirmation", NEW_ADDRESS),
        ("access_change_alert", ADMINISTRATORS),
    }
    await confirmed(site, applications, ids)
    assert (await ids.account()).mail_address == APPLICANT


async def test_s20_no_password_link_goes_before_the_wait_is_over(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await asked(site, ids)
    change = await told(await change_of(ids))
    await confirmed(site, applications, ids)
    await settled(applications, change, DAY - timedelta(minutes=1))
    page = await password_link(site, ids)
    assert page.status == 422
    assert format_jst(change.progress.due_at) in page.text
    await settled(applications, change, DAY)
    assert (await password_link(site, ids)).status == 200
    assert ("password_link", NEW_ADDRESS) in await letters()


async def test_s20_the_old_mailbox_agrees_and_a_password_link_may_go_at_once(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await asked(site, ids)
    change = await told(await change_of(ids))
    await confirmed(site, applications, ids)
    await site.press(await site.get(await link_to(applications, ids, change)), "同意する")
    await settled(applications, change, timedelta(minutes=1))
    assert (await ids.account()).mail_address == NEW_ADDRESS
    assert (await password_link(site, ids)).status == 200
    assert ("password_link", NEW_ADDRESS) in await letters()


async def test_s04_agreement_that_is_sent_twice_counts_once(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await asked(site, ids)
    page = await site.get(await link_to(applications, ids, await told(await change_of(ids))))
    await site.press(page, "同意する")
    agreed_at = (await change_of(ids)).progress.agreed_at
    site.clock.now += timedelta(hours=1)
    await site.press(page, "同意する")
    assert (await change_of(ids)).progress.agreed_at == agreed_at
    assert await AuditEvent.count().where(AuditEvent.tag == "member:access:agree") == 1


async def test_s22_agreement_without_the_new_mailbox_changes_nothing(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await asked(site, ids)
    change = await told(await change_of(ids))
    await site.press(await site.get(await link_to(applications, ids, change)), "同意する")
    await settled(applications, change, 2 * DAY)
    assert (await ids.account()).mail_address == APPLICANT


async def test_s20_the_old_mailbox_stops_it_and_all_administrators_hear_of_it(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await asked(site, ids)
    change = await told(await change_of(ids))
    await confirmed(site, applications, ids)
    await site.press(await site.get(await link_to(applications, ids, change)), "心当たりがない")
    await settled(applications, change, 2 * DAY)
    assert (await ids.account()).mail_address == APPLICANT
    assert ("access_change_stopped", ADMINISTRATORS) in await letters()


async def test_s01_opening_the_link_neither_agrees_nor_stops(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await asked(site, ids)
    change = await told(await change_of(ids))
    path = await link_to(applications, ids, change)
    async with site.browser("198.51.100.1") as scanner:
        for _ in range(10):
            assert (await scanner.get(path)).status_code == 200
        assert (await scanner.post(path, data={"action": "agree"})).status_code == 403
    progress = (await change_of(ids)).progress
    assert (progress.agreed_at, progress.outcome) == (None, None)


async def test_s06_link_of_a_change_opens_nothing_else_and_no_other_link_opens_it(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await asked(site, ids)
    change = await told(await change_of(ids))
    own = (await link_to(applications, ids, change)).rpartition("/")[2]
    new = (await link_of(applications, ids, Purpose.ADDRESS)).rpartition("/")[2]
    for path in (f"/address/{own}", f"/password/{own}", f"/invitation/{own}", f"/access/{new}"):
        assert (await site.get(path)).status == 404


async def test_s48_the_forgotten_password_is_no_way_around_the_wait(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await asked(site, ids)
    change = await told(await change_of(ids))
    await confirmed(site, applications, ids)
    async with site.browser("203.0.113.66") as client:
        await ask(Visitor(client), ids.company_id, NEW_ADDRESS)
    assert "recovery" not in {kind for kind, _ in await letters()}
    await settled(applications, change, DAY)
    async with site.browser("203.0.113.66") as client:
        await ask(Visitor(client), ids.company_id, NEW_ADDRESS)
    assert ("recovery", NEW_ADDRESS) in await letters()


async def test_s20_the_second_factor_of_an_id_manager_goes_after_the_wait_and_the_owner_is_told(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await id_manager(applications)
    owner = MEMBERS.owner((await ids.account()).id)
    await turned_on(owner, settings, site.clock.now)
    await logged_in(site)
    button = "二段階認証の解除を始める"
    await site.press(await site.get(page_of(ids, "/second-factor")), button, **GROUND)
    change = await told(await change_of(ids))
    await settled(applications, change, DAY - timedelta(minutes=1))
    assert await is_on(owner)
    await settled(applications, change, DAY)
    assert not await is_on(owner)
    sent = await letters()
    assert ("access_change_asked", APPLICANT) in sent
    assert ("second_factor_removed", APPLICANT) in sent


async def test_s20_evidence_is_asked_for_and_kept(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    await logged_in(site)
    page = await site.get(page_of(ids, "/address"))
    page = await site.press(page, BUTTON, 新しいメールアドレス=NEW_ADDRESS, 理由="電話")
    assert set(page.errors) == {"evidence"}
    assert await letters() == []
    await site.press(page, BUTTON, 確認の根拠="登記事項証明書")
    (act,) = (await site.get(f"/console/companies/{ids.company_id}")).cells("操作履歴")
    assert re.search("確認の根拠：登記事項証明書", act[5])


async def test_s07_no_page_of_the_console_shows_a_link_of_a_change(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await asked(site, ids)
    change = await told(await change_of(ids))
    tokens = [
        path.rpartition("/")[2]
        for path in (
            await link_to(applications, ids, change),
            await link_of(applications, ids, Purpose.ADDRESS),
        )
    ]
    company = f"/console/companies/{ids.company_id}"
    for path in (
        page_of(ids),
        company,
        f"{company}/access-changes/{change.change_id}",
        f"/console/mails?company_id={ids.company_id}",
        f"/console/audit?company_id={ids.company_id}",
    ):
        page = await site.get(path)
        assert page.status == 200
        assert not [token for token in tokens if token in page.html]
