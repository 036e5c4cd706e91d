"""S38: another company's accounts are 404; fields that a form does not own are ignored."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from db.members.account_changes import (
    change_account,
    delete_account,
    restart_account,
    stop_account,
)
from db.members.account_facts import NoSuchAccountError
from db.tables.companies import Account
from rig.applications import Applications, now
from rig.members import colleague, id_manager
from rig.site import Site
from rig.visitor import Page
from settings import Settings
from tests.accounts import PERSON, invited, other_id_manager
from tests.web.test_accounts import FILLED, logged_in
from tests.web.test_login import log_in

FOREIGN = {
    "role": "id_manager",
    "state": "active",
    "company": "00000000",
    "company_id": "00000000",
    "account_id": "777",
    "id": "1",
    "by": "999",
}


def sent_by(page: Page, button: str) -> dict[str, str]:
    form, _ = page.form_of(button)
    return {e.get("name") or "": e.get("value") or "" for e in form.iter("input")}


async def rows() -> list[dict[str, Any]]:
    return await Account.select().order_by(Account.id)


@pytest.mark.parametrize("action", ["invite", "revoke", "stop", "restart", "password"])
async def test_s38_nothing_can_be_done_to_another_companys_account(
    site: Site, applications: Applications, settings: Settings, action: str
) -> None:
    theirs = await invited(await id_manager(applications), settings)
    await colleague(theirs, "003")
    other = await other_id_manager(applications)
    await log_in(site, other)
    token = sent_by(await site.get("/accounts/new"), "アカウントを発行する")
    before = await rows()
    for number in ("002", "003"):
        page = await site.post(f"/accounts/{number}", token | {"action": action})
        assert page.status == 404
    assert await rows() == before


@pytest.mark.parametrize("path", ["", "/change", "/delete"])
async def test_s38_another_companys_account_is_not_found(
    site: Site, applications: Applications, settings: Settings, path: str
) -> None:
    await invited(await id_manager(applications), settings)
    await log_in(site, await other_id_manager(applications))
    token = sent_by(await site.get("/accounts/new"), "アカウントを発行する")
    page = await site.get(f"/accounts/002{path}")
    assert page.status == 404
    assert PERSON.person_name not in page.html
    before = await rows()
    fields = token | {"department": "x", "person_name": "x", "mail_address": "x@x.example"}
    assert (await site.post(f"/accounts/002{path}", fields)).status == 404
    assert await rows() == before
    assert PERSON.mail_address not in (await site.get("/accounts?search=takahashi")).html


async def test_s38_issue_takes_its_own_fields_only(site: Site, applications: Applications) -> None:
    manager = await logged_in(site, applications)
    page = await site.get("/accounts/new")
    labels = {page.name_of(label): text for label, text in FILLED.items()}
    fields = sent_by(page, "アカウントを発行する") | labels
    await site.post("/accounts/new", fields | FOREIGN)
    new = (await rows())[-1]
    assert (new["company"], new["account_id"]) == (manager.company_id, "002")
    assert (new["role"], new["state"]) == ("user", "invited")


async def test_s38_change_takes_its_own_fields_only(site: Site, applications: Applications) -> None:
    manager = await logged_in(site, applications)
    await colleague(manager)
    for account_id in ("001", "002"):
        path = f"/accounts/{account_id}/change"
        before = (await rows())[int(account_id) - 1]
        page = await site.get(path)
        foreign = FOREIGN | {"department": "広報部"}
        if account_id == "001":  # One's own address is confirmed at 「登録情報」 (S22).
            foreign |= {"mail_address": "evil@evil.example"}
        await site.post(path, sent_by(page, "変更する") | foreign)
        assert (await rows())[int(account_id) - 1] == before | {"department": "広報部"}


@pytest.mark.parametrize("way", [stop_account, restart_account, delete_account])
async def test_s38_what_is_done_to_an_account_is_done_in_the_own_company_alone(
    applications: Applications, settings: Settings, way: Callable[..., Awaitable[None]]
) -> None:
    """Whatever page asks for it: the account is looked for by its company where it is locked."""
    theirs = await invited(await id_manager(applications), settings)
    other = await other_id_manager(applications)
    before = await rows()
    with pytest.raises(NoSuchAccountError):
        await way(other.company_id, theirs.account_id, other.account_id, now())
    with pytest.raises(NoSuchAccountError):
        await change_account(
            other.company_id,
            theirs.account_id,
            other.account_id,
            PERSON,
            keys=settings.link_keys,
            now=now(),
        )
    assert await rows() == before
