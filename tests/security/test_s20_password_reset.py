"""S20: an ID manager can trigger a reset but never see or set another's password (ASVS 6.4.6)."""

from domain.passwords import hash_password
from domain.tokens import Purpose
from rig.applications import PASSWORD, Applications
from rig.members import colleague
from rig.site import Site
from settings import Settings
from tests.accounts import invited, link_of
from tests.web.test_accounts import logged_in


async def test_s20_reset_leaves_the_password_until_the_owner_sets_another(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await colleague(await logged_in(site, applications))
    before = (await ids.account()).password_hash
    page = await site.press(await site.get("/accounts/002"), "パスワード再設定の案内を送る")
    assert (await ids.account()).password_hash == before
    token = (await link_of(ids, settings, Purpose.PASSWORD)).split("/")[-1]
    assert token not in page.html
    assert before not in page.html


async def test_s20_no_page_of_the_id_manager_takes_or_shows_a_password_or_a_link(
    site: Site, applications: Applications, settings: Settings
) -> None:
    manager = await logged_in(site, applications)
    active, new = await colleague(manager), await invited(manager, settings)
    token = (await link_of(new, settings)).split("/")[-1]
    for ids in (active, new):
        for path in ("", "/change", "/delete"):
            page = await site.get(f"/accounts/{ids.account_id}{path}")
            assert token not in page.html
            assert not [e for e in page.tree.iter("input") if e.get("type") == "password"]


async def test_s20_password_sent_along_with_a_change_is_ignored(
    site: Site, applications: Applications
) -> None:
    ids = await colleague(await logged_in(site, applications))
    before = (await ids.account()).password_hash
    page = await site.get("/accounts/002/change")
    form, _ = page.form_of("変更する")
    fields = {e.get("name") or "": e.get("value") or "" for e in form.iter("input")}
    foreign = {"password": PASSWORD, "password_hash": hash_password(PASSWORD)}
    await site.post("/accounts/002/change", fields | foreign | {"department": "広報部"})
    account = await ids.account()
    assert (account.department, account.password_hash) == ("広報部", before)
