"""The acts about an application: each asks why, and tells when the application has moved on."""

from dataclasses import replace

import pytest

from db.enrolment.applicant_acts import newest_notice
from db.enrolment.application_form import newest_form
from db.enrolment.facts import load_facts
from db.tables.administration import ConsoleAct, SavedReply
from domain.business_calendar import JST, format_jst
from domain.enrolment.stages import Choice, Part, Stage
from rig.applications import CONTACT, FORM, Applications, now
from rig.console.acts import NEW_ADDRESS, REASON, acts_on, last_minute_in, mail_states
from rig.console.staff import logged_in
from rig.site import Site
from rig.visitor import Page
from tests.console.db.test_mails_again import sent

DATE = last_minute_in(30).astimezone(JST).date().isoformat()


async def page_of(site: Site, number: str, act: str, role: str = "administrator") -> Page:
    await logged_in(site, role)
    return await site.get(f"/console/applications/{number}/{act}")


@pytest.mark.parametrize(
    ("act", "button", "stage", "then"),
    [
        ("clear", "問題なしとする", "under_review", Stage.CLEARED),
        ("decline", "却下する", "under_review", Stage.TURNED_DOWN),
        ("withdraw", "取り下げる", "awaiting_approval", Stage.WITHDRAWING),
        ("retry", "やり直す", "undeliverable", Stage.SUBMITTED),
    ],
)
async def test_an_act_with_its_reason_is_done_recorded_and_told_to_the_workflow(  # noqa: PLR0913, PLR0917 -- what is done where, and what comes of it
    site: Site, applications: Applications, act: str, button: str, stage: str, then: Stage
) -> None:
    number = await getattr(applications, stage)()
    page = await site.press(await page_of(site, number, act), button, 理由=REASON)
    assert (page.status, page.path) == (200, f"/console/applications/{number}")
    assert "状況への反映には" in page.said
    assert (await load_facts(number)).stage is then
    (recorded,) = await acts_on(number)
    assert (recorded.reason, recorded.done_by) == (REASON, "administrator@inforex.example")
    assert site.relay.nudged == [number]


@pytest.mark.parametrize(
    ("act", "button", "stage"),
    [
        ("clear", "問題なしとする", "under_review"),
        ("return", "差し戻す", "under_review"),
        ("decline", "却下する", "under_review"),
        ("approve", "内容を確認する", "awaiting_approval"),
        ("contact", "卸担当者を変更する", "awaiting_approval"),
        ("address", "メールアドレスを修正する", "awaiting_approval"),
        ("deadline", "期限を延長する", "invited"),
        ("retry", "やり直す", "undeliverable"),
        ("withdraw", "取り下げる", "returned"),
        ("suspend", "利用を停止する", "enrolled"),
        ("mails/welcome/1", "もう一度送る", "enrolled"),
    ],
)
async def test_without_a_reason_nothing_is_done(
    site: Site, applications: Applications, act: str, button: str, stage: str
) -> None:
    number = await getattr(applications, stage)()
    await sent(number)
    before = await load_facts(number)
    page = await site.press(await page_of(site, number, act), button)
    assert page.status == 422
    assert page.errors["reason"] == "＊理由を入力してください。"
    assert await load_facts(number) == before
    assert await ConsoleAct.count() == 0


async def test_saved_replies_are_offered_for_the_reason(
    site: Site, applications: Applications
) -> None:
    await SavedReply.insert(
        SavedReply(title="番地", text="番地をご確認ください。", changed_by="a", changed_at=now())
    )
    page = await page_of(site, await applications.under_review(), "return")
    assert "番地をご確認ください。" in page.text


async def test_parts_are_named_when_it_is_returned(site: Site, applications: Applications) -> None:
    number = await applications.under_review()
    page = await site.press(await page_of(site, number, "return"), "差し戻す", 理由=REASON)
    assert page.errors == {"part_company": "＊修正してもらう箇所を、1つ以上選択してください。"}
    page = await site.press(page, "差し戻す", 代表JAN="yes", 認証先卸情報="yes")
    await applications.steps.send_back(applications.order(number))
    notice = await newest_notice(number)
    assert notice is not None
    assert (notice.parts, notice.reason) == ((Part.JAN, Part.WHOLESALER), REASON)


async def test_an_approval_on_behalf_takes_two_deliberate_steps(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    page = await page_of(site, number, "approve")
    check = await site.press(
        page, "内容を確認する", 確認の根拠="03-0000-0001へ折り返しました。", 理由=REASON
    )
    assert check.h1 == "卸に代わって承認してよろしいですか"
    assert CONTACT in check.text
    assert (await load_facts(number)).choice is None
    back = await site.press(check, "入力に戻る")
    assert back.value("確認の根拠") == "03-0000-0001へ折り返しました。"
    page = await site.press(check, "卸に代わって承認する")
    assert (await load_facts(number)).choice is Choice.APPROVE
    assert "確認の根拠：03-0000-0001へ折り返しました。" in page.text


async def test_an_approval_on_behalf_needs_its_evidence(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    page = await page_of(site, number, "approve")
    page = await site.press(page, "内容を確認する", 理由=REASON)
    assert page.errors == {"evidence": "＊確認の根拠を入力してください。"}


async def test_the_contact_who_was_faster_is_told_to_the_administrator(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    page = await page_of(site, number, "approve")
    check = await site.press(page, "内容を確認する", 確認の根拠="電話", 理由=REASON)
    await applications.decline(number)
    page = await site.press(check, "卸に代わって承認する")
    assert page.status == 409
    assert "すでに回答が記録されています" in page.text
    assert "卸の回答「承認しない」" in page.text


async def test_a_contact_is_changed(site: Site, applications: Applications) -> None:
    number = await applications.awaiting_approval()
    page = await page_of(site, number, "contact", "helpdesk")
    assert page.value("認証先卸担当者名") == FORM.contact_name
    changed = {
        "認証先卸担当者名": "佐藤 次郎",
        "認証先卸担当者メールアドレス": "sato@mihon-oroshi.example",
    }
    await site.press(page, "卸担当者を変更する", 理由=REASON, **changed)
    assert await newest_form(number) == replace(
        FORM, contact_name="佐藤 次郎", contact_mail_address="sato@mihon-oroshi.example"
    )


async def test_s23_the_applicants_own_address_is_no_contact(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    page = await page_of(site, number, "contact", "helpdesk")
    own = {"認証先卸担当者メールアドレス": (await load_facts(number)).mail_address}
    page = await site.press(page, "卸担当者を変更する", 理由=REASON, **own)
    assert "申請者と同じメールアドレスです" in page.errors["contact_mail_address"]


async def test_nothing_changed_is_told(site: Site, applications: Applications) -> None:
    number = await applications.awaiting_approval()
    page = await page_of(site, number, "contact", "helpdesk")
    page = await site.press(page, "卸担当者を変更する", 理由=REASON)
    assert page.status == 422
    assert "変更された項目がありません" in page.html


async def test_a_contact_changed_on_an_old_page_changes_nothing(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    page = await page_of(site, number, "contact", "helpdesk")
    await site.press(page, "卸担当者を変更する", 理由=REASON, 認証先卸担当者名="佐藤")
    again = await site.press(page, "卸担当者を変更する", 理由=REASON, 認証先卸担当者名="別人")
    assert again.status == 409
    assert (await newest_form(number)).contact_name == "佐藤"


async def test_an_address_is_corrected(site: Site, applications: Applications) -> None:
    number = await applications.invited()
    page = await page_of(site, number, "address", "helpdesk")
    page = await site.press(
        page, "メールアドレスを修正する", 新しいメールアドレス=NEW_ADDRESS, 理由=REASON
    )
    assert (await load_facts(number)).mail_address == NEW_ADDRESS
    assert (await mail_states(number))["invitation/2"] == (NEW_ADDRESS, "queued")
    assert f"→ {NEW_ADDRESS}" in page.text


@pytest.mark.parametrize("address", ["", "nobody", "someone@mailinator.com", CONTACT])
async def test_an_address_that_cannot_be_is_refused_at_its_field(
    site: Site, applications: Applications, address: str
) -> None:
    number = await applications.awaiting_approval()
    page = await page_of(site, number, "address")
    button, evidence = "メールアドレスを修正する", {"確認の根拠": "登記事項証明書"}
    page = await site.press(page, button, 新しいメールアドレス=address, 理由=REASON, **evidence)
    assert page.status == 422
    assert set(page.errors) == {"mail_address"}
    assert page.value("新しいメールアドレス") == address


async def test_a_deadline_is_extended(site: Site, applications: Applications) -> None:
    number = await applications.invited()
    page = await page_of(site, number, "deadline", "helpdesk")
    page = await site.press(page, "期限を延長する", 新しい期限=DATE, 理由=REASON)
    assert (await load_facts(number)).deadline == last_minute_in(30)
    assert f"→ {format_jst(last_minute_in(30))}" in page.text


@pytest.mark.parametrize("typed", ["", "明日", "2026-13-01", "2020-01-01", "2999-01-01"])
async def test_a_deadline_that_cannot_be_is_refused_at_its_field(
    site: Site, applications: Applications, typed: str
) -> None:
    number = await applications.invited()
    page = await page_of(site, number, "deadline", "helpdesk")
    page = await site.press(page, "期限を延長する", 新しい期限=typed, 理由=REASON)
    assert page.status == 422
    assert "until" in page.errors


async def test_a_mail_is_sent_again_from_the_timeline(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    await sent(number)
    await logged_in(site, "helpdesk")
    page = await site.get(f"/console/applications/{number}")
    link = page.link("もう一度送る（メール「お取引確認のお願い」、approval_request/1）")
    page = await site.get(link)
    again = await site.press(page, "もう一度送る", 理由=REASON)
    assert again.status == 200
    assert (await mail_states(number))["approval_request/1.101"] == (CONTACT, "queued")
    twice = await site.press(page, "もう一度送る", 理由=REASON)
    assert (twice.status, twice.h1) == (409, "実行しませんでした")
    assert "いま送信しています" in twice.text


async def test_an_unknown_mail_is_not_found(site: Site, applications: Applications) -> None:
    number = await applications.invited()
    assert (await page_of(site, number, "mails/welcome/1")).status == 404


async def test_a_company_is_suspended_and_let_in_again(
    site: Site, applications: Applications
) -> None:
    number = await applications.enrolled()
    page = await page_of(site, number, "suspend")
    page = await site.press(page, "利用を停止する", 理由=REASON)
    assert "の利用を停止しています" in page.text
    page = await site.press(
        await site.get(page.link("企業の利用停止を解除する")), "停止を解除する", 理由=REASON
    )
    assert "の利用を停止しています" not in page.text
