"""S38: the forms of one's own data act upon whoever is logged in, whatever else is sent along."""

from typing import Any

from db.tables.companies import Account, Company
from db.tables.members import AccountLink
from rig.applications import PASSWORD, Applications
from rig.members import Ids, colleague, id_manager
from rig.own_data import NEW_ADDRESS, NEW_PASSWORD
from rig.site import Site
from tests.accounts import other_id_manager
from tests.web.test_login import log_in


async def others(ids: Ids) -> list[dict[str, Any]]:
    """Every account but this one, as its row is."""
    rows = await Account.select().order_by(Account.id)
    return [row for row in rows if (row["company"], row["account_id"]) != tuple(vars(ids).values())]


async def foreign(site: Site, other: Ids) -> dict[str, str]:
    """All that might name somebody else, or what is nobody's to choose."""
    await site.get("/home")
    account = await other.account()
    return {
        "csrf_token": site.client.cookies["__Host-csrf"],
        "company": other.company_id,
        "company_id": other.company_id,
        "account": str(account.id),
        "account_id": other.account_id,
        "id": str(account.id),
        "owner": f"account:{account.id}",
        "role": "id_manager",
        "state": "active",
        "password_hash": "x",
        "mail_bounced_at": "",
        "ended_at": "",
        "suspended_at": "",
        "name": "別の企業",
        "jan_maker_code": "4900000",
    }


async def test_s38_own_password_and_address_are_nobody_elses(
    site: Site, applications: Applications
) -> None:
    manager = await id_manager(applications)
    ids, strangers = await colleague(manager), await other_id_manager(applications)
    for other in (manager, strangers):
        site.client = site.browser()
        await ids.change(password_hash=(await manager.account()).password_hash)
        await log_in(site, ids)
        before, sent = await others(ids), await foreign(site, other)
        own = {"password_present": PASSWORD, "mail_address": NEW_ADDRESS}
        assert (await site.post("/profile/address", sent | own)).status == 200
        (link,) = await AccountLink.select().where(AccountLink.mail_address == NEW_ADDRESS)
        assert link["account"] == (await ids.account()).id
        await AccountLink.delete(force=True)
        passwords = {"password": NEW_PASSWORD, "password_again": NEW_PASSWORD}
        page = await site.post("/profile/password", sent | own | passwords)
        assert page.path == "/profile"
        assert await others(ids) == before
        own_row = await ids.account()
        assert (own_row.role, own_row.state) == ("user", "active")


async def test_s38_company_form_is_of_the_own_company_and_of_its_own_fields(
    site: Site, applications: Applications
) -> None:
    manager, strangers = await id_manager(applications), await other_id_manager(applications)
    await log_in(site, manager)
    companies = await Company.select().order_by(Company.company_id)
    sent = await foreign(site, strangers)
    office = {
        "postal_code": "100-0002",
        "head_office": "東京都",
        "address": "千代田区皇居外苑1-1",
        "telephone": "03-0000-9999",
    }
    page = await site.post("/company/head-office", sent | office)
    assert page.path == "/company"
    expected = [
        row | office if row["company_id"] == manager.company_id else row for row in companies
    ]
    assert await Company.select().order_by(Company.company_id) == expected


async def test_s38_role_goes_to_whom_the_address_names_and_nobody_else(
    site: Site, applications: Applications
) -> None:
    manager, strangers = await id_manager(applications), await other_id_manager(applications)
    await colleague(manager)
    await colleague(manager, "003")
    await log_in(site, manager)
    sent = await foreign(site, strangers) | {"account_id": "003", "password_present": PASSWORD}
    page = await site.post("/accounts/002/hand-over", sent)
    assert page.said.startswith("ID管理ユーザーを引き継ぎました")
    rows = await Account.select().where(Account.company == manager.company_id)
    roles = {row["account_id"]: row["role"] for row in rows}
    assert roles == {"001": "user", "002": "id_manager", "003": "user"}
    assert (await strangers.account()).role == "id_manager"
