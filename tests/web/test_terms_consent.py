"""「利用規約の改定」: asked for at login, before anything else of the portal opens."""

from datetime import timedelta

import pytest

from db.audit import ActReason
from db.tables.members import MemberConsent
from db.terms import NewTerms, publish
from rig.applications import PASSWORD, Applications
from rig.members import Ids, colleague, id_manager
from rig.site import Site
from rig.visitor import Page


@pytest.fixture
async def manager(site: Site, applications: Applications) -> Ids:
    """The ID manager of a company whose terms were revised since."""
    ids = await id_manager(applications)
    await revise(site)
    return ids


async def revise(site: Site, consent_by: str = "id_managers") -> None:
    """Revise the terms, and let them take effect."""
    at = site.clock.now + timedelta(days=1)
    new = NewTerms("規約\n\n第1条\n改定後の条文", "Terms\n\nArticle 1\nRevised", at, consent_by)
    await publish(new, ActReason("test", "試験"), site.clock.now)
    site.clock.now = at + timedelta(minutes=1)


async def log_in(site: Site, ids: Ids, path: str = "/login") -> Page:
    page = await site.get(path)
    return await site.press(
        page,
        "ログイン",
        企業ID=ids.company_id,
        アカウントID=ids.account_id,
        パスワード=PASSWORD,
    )


async def agree(site: Site, page: Page) -> Page:
    return await site.press(page, "同意する", **{"上記利用規約の内容に同意します。": "yes"})


async def test_a_member_is_asked_at_login_and_then_led_on(site: Site, manager: Ids) -> None:
    page = await log_in(site, manager, "/company")
    assert (page.h1, page.path) == ("利用規約の改定", "/terms-consent")
    assert "改定後の条文" in page.text
    page = await agree(site, page)
    assert (page.status, page.path) == (200, "/company")
    assert (await site.get("/home")).path == "/home"
    assert await MemberConsent.count() == 1


async def test_until_then_nothing_else_opens_but_the_way_out(site: Site, manager: Ids) -> None:
    page = await log_in(site, manager)
    for path in ("/home", "/accounts", "/profile", "/company"):
        assert (await site.get(path)).path == "/terms-consent"
    page = await site.press(page, "ログアウト")
    assert page.path != "/terms-consent"
    assert not await MemberConsent.exists()


async def test_a_form_that_is_sent_changes_nothing_until_then(site: Site, manager: Ids) -> None:
    await log_in(site, manager)
    fields = {"csrf_token": site.client.cookies["__Host-csrf"]}
    page = await site.post("/company/head-office", fields)
    assert page.path == "/terms-consent"


async def test_the_box_must_be_ticked(site: Site, manager: Ids) -> None:
    page = await site.press(await log_in(site, manager), "同意する")
    assert (page.status, set(page.errors)) == (422, {"agreed"})
    assert not await MemberConsent.exists()


async def test_a_consent_to_a_text_that_changed_meanwhile_is_asked_for_again(
    site: Site, manager: Ids
) -> None:
    page = await log_in(site, manager)
    await revise(site)
    page = await log_in(site, manager)
    form, _ = page.form_of("同意する")
    data = {e.get("name") or "": e.get("value") or "" for e in form.iter("input")}
    page = await site.post("/terms-consent", data | {"terms": "0" * 64, "agreed": "yes"})
    assert page.status == 422
    assert "利用規約が改定されました。" in page.errors["agreed"]
    assert not await MemberConsent.exists()


async def test_whoever_need_not_consent_is_not_asked(site: Site, manager: Ids) -> None:
    user = await colleague(manager)
    assert (await log_in(site, user)).path == "/home"


async def test_nobody_is_led_to_another_site(site: Site, manager: Ids) -> None:
    await log_in(site, manager)
    page = await site.get("/terms-consent?return_to=https://evil.example/")
    page = await agree(site, page)
    assert page.path == "/home"


async def test_the_page_is_there_in_english_with_both_texts(site: Site, manager: Ids) -> None:
    await log_in(site, manager)
    page = await site.get("/terms-consent?lang=en")
    assert page.h1 == "Revised terms of use"
    assert "Revised" in page.text
    assert "改定後の条文" in page.text
