"""「メール」: every mail, found by what the address of the page asks for."""

from rig.applications import CONTACT, Applications
from rig.console.staff import logged_in
from rig.site import Site

LOG = "/console/mails"


async def test_a_mail_is_shown_with_the_servers_answer_and_what_it_is_about(
    site: Site, applications: Applications
) -> None:
    number = await applications.undeliverable()
    await logged_in(site, "viewer")
    page = await site.press(await site.get(LOG), "検索", 宛先=f" {CONTACT.upper()} ")
    (row,) = page.cells("メール")
    assert row[1:3] == ["お取引確認のお願い", CONTACT]
    assert row[5:] == ["550 no such user", number]
    assert page.link(number) == f"/console/applications/{number}"


async def test_what_is_asked_for_stands_in_the_address_and_stays(
    site: Site, applications: Applications
) -> None:
    number = await applications.undeliverable()
    await logged_in(site, "viewer")
    page = await site.press(await site.get(LOG), "検索", 受付番号=number, 結果="refused")
    assert page.response.url.params["state"] == "refused"
    assert page.value("結果") == "refused"
    assert len(page.cells("メール")) == 1


async def test_wrong_filters_are_named(site: Site) -> None:
    await logged_in(site, "viewer")
    page = await site.get(f"{LOG}?number=1&company_id=2&since=x&until=2026-02-30")
    assert page.status == 422
    assert set(page.errors) == {"number", "company_id", "since", "until"}


async def test_nothing_found_is_said(site: Site) -> None:
    await logged_in(site, "viewer")
    page = await site.get(f"{LOG}?recipient=nobody@nowhere.example")
    assert "条件に合うメールはありません" in page.text
