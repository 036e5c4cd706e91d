"""S48: what one person of the operator can do to a company is never enough to get into it.

Each test goes one of the ways, with nobody of the company doing anything, and nobody else of the
operator: at its end the way is still shut.
"""

import pytest

from db.enrolment.facts import load_facts
from db.identity.second_factors import is_on
from db.members.account_changes import restart_account, stop_account
from db.tables.companies import Account, Company
from domain.logins import MEMBERS
from rig.applications import APPLICANT, Applications
from rig.console.staff import logged_in
from rig.members import Ids, colleague, id_manager, id_manager_of
from rig.own_data import letters
from rig.second_factors import turned_on
from rig.site import Site
from rig.visitor import Page
from settings import Settings
from tests.accounts import invited
from tests.web.test_forgotten import ask

INTRUDER = "taro@intruder.example"
TYPED = {"reason": "依頼がありました。", "evidence": "登記事項証明書を確認しました。"}
NEW_MANAGER = {"department": "総務部", "person_name": "侵入 太郎", "mail_address": INTRUDER}


def account_page(ids: Ids, act: str) -> str:
    return f"/console/companies/{ids.company_id}/accounts/{ids.account_id}/{act}"


async def send(site: Site, path: str, **fields: str) -> Page:
    """Send a form with everything that any of its versions asks for."""
    await site.get("/console")
    token = {"csrf_token": site.client.cookies["__Host-csrf"]}
    return await site.post(path, TYPED | token | fields)


async def second_factor_of(ids: Ids, settings: Settings, site: Site) -> str:
    owner = MEMBERS.owner((await ids.account()).id)
    await turned_on(owner, settings, site.clock.now)
    return owner


async def nothing_leads_to_the_intruder(site: Site, ids: Ids) -> None:
    """Neither the operator nor the intruder is given a link that opens the account."""
    await send(site, account_page(ids, "password"))
    async with site.browser("203.0.113.66") as client:
        site.client, console = client, site.client
        await ask(site, ids.company_id, INTRUDER)
        site.client = console
    opening = ("recovery", "password_link", "account_invitation", "manager_invited")
    assert [(k, to) for k, to in await letters() if k in opening and to == INTRUDER] == []


@pytest.mark.parametrize("act", ["password", "address", "second-factor"])
async def test_s20_helpdesk_is_refused_on_an_id_managers_account_and_told_who_may(
    site: Site, applications: Applications, settings: Settings, act: str
) -> None:
    ids = await id_manager(applications)
    owner = await second_factor_of(ids, settings, site)
    await logged_in(site, "helpdesk")
    shown = await site.get(account_page(ids, act))
    sent = await send(site, account_page(ids, act), mail_address=INTRUDER)
    for page in (shown, sent):
        assert page.status == 403
        assert "権限「管理者」" in page.text
    assert (await ids.account()).mail_address == APPLICANT
    assert await is_on(owner)
    assert await letters() == []


@pytest.mark.parametrize("role", ["helpdesk", "administrator"])
async def test_s48_address_of_an_account_stays_in_force_whoever_changes_it(
    site: Site, applications: Applications, role: str
) -> None:
    manager = await id_manager(applications)
    ids = manager if role == "administrator" else await colleague(manager)
    before = (await ids.account()).mail_address
    await logged_in(site, role)
    await send(site, account_page(ids, "address"), mail_address=INTRUDER)
    assert (await ids.account()).mail_address == before
    await nothing_leads_to_the_intruder(site, ids)


async def test_s48_invitation_does_not_go_to_an_address_that_was_put_in_its_place(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await invited(await id_manager(applications), settings)
    await logged_in(site, "helpdesk")
    await send(site, account_page(ids, "address"), mail_address=INTRUDER)
    assert ("account_invitation", INTRUDER) not in await letters()
    await nothing_leads_to_the_intruder(site, ids)


@pytest.mark.parametrize("role", ["helpdesk", "administrator"])
async def test_s48_second_factor_stays_whoever_removes_it(
    site: Site, applications: Applications, settings: Settings, role: str
) -> None:
    manager = await id_manager(applications)
    ids = manager if role == "administrator" else await colleague(manager)
    owner = await second_factor_of(ids, settings, site)
    await logged_in(site, role)
    await send(site, account_page(ids, "second-factor"))
    assert await is_on(owner)


@pytest.mark.parametrize("way", [{"way": "account", "account_id": "002"}, {"way": "person"}])
async def test_s48_id_manager_stays_until_the_company_had_its_time(
    site: Site, applications: Applications, way: dict[str, str]
) -> None:
    manager = await id_manager(applications)
    await colleague(manager)
    await logged_in(site)
    person = NEW_MANAGER if way["way"] == "person" else {}
    await send(site, f"/console/companies/{manager.company_id}/manager", **way, **person)
    assert (await manager.account()).role == "id_manager"
    await nothing_leads_to_the_intruder(site, manager)


async def test_s48_company_that_has_nobody_yet_gets_nobody_by_one_word(
    site: Site, applications: Applications
) -> None:
    await id_manager(applications)
    rows = await Company.raw("SELECT company_id FROM company WHERE application_number IS NULL")
    nobodys = Ids(rows[0]["company_id"], "001")
    await logged_in(site)
    path = f"/console/companies/{nobodys.company_id}/manager"
    await send(site, path, way="person", **NEW_MANAGER)
    assert not await Account.exists().where(Account.company == nobodys.company_id)
    await nothing_leads_to_the_intruder(site, nobodys)


@pytest.mark.parametrize("act", ["unlock", "stop", "restart"])
async def test_s48_what_else_is_done_to_an_account_brings_nobody_in(
    site: Site, applications: Applications, act: str
) -> None:
    ids = await colleague(await id_manager(applications))
    if act == "restart":
        await ids.change(state="stopped")
    before = await ids.account()
    await logged_in(site, "helpdesk")
    await send(site, account_page(ids, act), mail_address=INTRUDER)
    after = await ids.account()
    assert (after.mail_address, after.password_hash, after.role) == (
        before.mail_address,
        before.password_hash,
        before.role,
    )
    assert await letters() == []


@pytest.mark.parametrize("role", ["helpdesk", "administrator"])
async def test_s48_whom_the_company_shut_out_the_operator_does_not_let_in_again(
    site: Site, applications: Applications, role: str
) -> None:
    """Somebody who left the company, and still knows the password, asks the operator."""
    ids = await colleague(await id_manager(applications))
    await stop_account(ids.company_id, ids.account_id, "001", site.clock.now)
    await logged_in(site, role)
    page = await send(site, account_page(ids, "restart"))
    assert page.status == 422
    assert "ID管理ユーザーが会員ページで行います" in page.text
    assert (await ids.account()).state == "stopped"
    await restart_account(ids.company_id, ids.account_id, "001", site.clock.now)
    await send(site, account_page(ids, "stop"))
    await send(site, account_page(ids, "restart"))
    assert (await ids.account()).state == "active", "what the operator stopped, it restarts"


async def test_s48_suspension_that_is_lifted_brings_back_only_those_who_were_there(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    before = await ids.account()
    await logged_in(site)
    for act in ("suspension", "lift"):
        await send(site, f"/console/companies/{ids.company_id}/{act}")
    after = await ids.account()
    assert (after.mail_address, after.password_hash) == (before.mail_address, before.password_hash)
    told = ("company_suspended", before.mail_address), ("suspension_lifted", before.mail_address)
    assert sorted(await letters()) == sorted(told), "and no mail leads anybody in"


async def test_s48_address_that_an_applicant_proved_is_not_the_helpdesks_to_change(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    await logged_in(site, "helpdesk")
    page = await send(site, f"/console/applications/{number}/address", mail_address=INTRUDER)
    assert page.status == 403
    assert "権限「管理者」" in page.text


async def test_s48_ids_are_issued_to_the_mailbox_that_the_applicant_proved(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    await logged_in(site)
    await send(site, f"/console/applications/{number}/address", mail_address=INTRUDER)
    await applications.steps.screen(applications.order(number))
    await applications.approve(number)
    await applications.steps.issue_ids(applications.order(number))
    ids = await id_manager_of(number)
    assert (await ids.account()).mail_address == APPLICANT
    await nothing_leads_to_the_intruder(site, ids)


async def test_s48_whoever_named_the_contact_does_not_answer_in_its_place(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    await logged_in(site)
    here = f"/console/applications/{number}"
    page = await site.get(f"{here}/contact")
    await site.press(
        page,
        "卸担当者を変更する",
        認証先卸担当者メールアドレス="jiro@mihon-oroshi.example",
        理由="依頼",
    )
    await applications.steps.screen(applications.order(number))
    check = await site.press(
        await site.get(f"{here}/approve"), "内容を確認する", 確認の根拠="電話", 理由="依頼"
    )
    page = await site.press(check, "卸に代わって承認する")
    assert page.status == 409
    assert "別の管理者" in page.text
    assert (await load_facts(number)).choice is None
