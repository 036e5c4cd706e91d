"""「メール」: every mail, found by what the address of the page asks for."""

from db.mailing import mails
from db.mailing.mails import Said
from mail.copies import VOIDED
from rig.applications import CONTACT, Applications, now
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


async def test_a_mail_can_be_read_with_the_story_of_its_delivery(
    site: Site, applications: Applications
) -> None:
    number = await applications.invited()
    key = f"{number}/invitation/1"
    said = Said("【Inforex】件名", f"本文です。\nhttps://inforex.test/apply/{VOIDED}")
    await mails.record_deferred(key, "450 later")
    assert await mails.claim(key, now()) is not None
    await mails.record_deferred(key, "451 still later")
    await mails.record_sent(key, "250 2.0.0 OK", now(), said=said)
    await logged_in(site, "viewer")
    page = await site.get(f"/console/applications/{number}")
    links = [a.get("href") for a in page.tree.iter("a")]
    assert f"/console/mails/{key}" in links
    page = await site.get((await site.get(LOG)).link("加入手続きのご案内"))
    assert [row[1:] for row in page.cells("配信の経過")] == [
        ["送信待ちに入りました", "なし"],
        ["送れませんでした（もう一度試します）", "451 still later"],
        ["メールサーバーが受け取りました", "250 2.0.0 OK"],
    ]
    assert said.body in page.html
    assert not any("/apply/" in (a.get("href") or "") for a in page.tree.iter("a"))
    assert "開いたかどうかは、調べていません" in page.text


async def test_a_mail_that_is_not_there_is_a_page_that_says_so(site: Site) -> None:
    await logged_in(site, "viewer")
    assert (await site.get(f"{LOG}/261122-000001-5/invitation/1")).status == 404
