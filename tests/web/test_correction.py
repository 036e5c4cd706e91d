"""「申請内容を修正する」: only what is to be corrected is open (product.md, step 9)."""

import asyncio
from datetime import datetime, timedelta

import pytest

from db.enrolment.applicant_acts import withdraw
from db.enrolment.application_form import newest_form, revisions
from db.tables.enrolment import FormRevision
from domain.enrolment.form import PARTS
from domain.enrolment.stages import Part, ReviewChoice
from domain.limits import Limit
from rig.applications import APPLICANT, Applications, now
from rig.site import Site
from rig.visitor import Page
from tests.web.status_pages import (
    COLLEAGUE,
    OTHER_CONTACT,
    returned,
    screen,
    status_page,
    status_path,
)
from web.throttle import refuse

CHECK, SUBMIT, EDIT = "入力内容を確認する", "修正して申請する", "入力画面に戻る"
REASON = "電話で確認しました。"


async def correction_form(site: Site, applications: Applications, *parts: Part) -> tuple[Page, str]:
    """The form of an application that an administrator returned for these parts."""
    number = await returned(applications, *parts)
    page = await status_page(site, applications, number)
    return await site.get(page.link("申請内容を修正する")), number


async def to_check(site: Site, applications: Applications) -> tuple[Page, str]:
    """The check page with another address of the company."""
    form, number = await correction_form(site, applications, Part.COMPANY)
    return await site.press(form, CHECK, 住所="千代田区千代田2-2"), number


def open_fields(page: Page) -> set[str]:
    form, _ = page.form_of(CHECK)
    controls = [*form.iter("input"), *form.iter("select")]
    return {e.get("name") or "" for e in controls} - {"csrf_token", "revision", ""}


@pytest.mark.parametrize("part", list(Part))
async def test_only_the_part_to_be_corrected_is_open_and_filled_in(
    site: Site, applications: Applications, part: Part
) -> None:
    form, number = await correction_form(site, applications, part)
    assert open_fields(form) == set(PARTS[part])
    known = await newest_form(number)
    for name, label in PARTS[part].items():
        value = getattr(known, name)
        assert form.value(label) == ("" if value is None else str(value))
    closed = [name for other in Part if other is not part for name in PARTS[other]]
    for name in set(closed) - {"wholesaler_id", "corporate_number"}:
        assert getattr(known, name) in form.text


async def test_reason_and_deadline_stand_above_the_form(
    site: Site, applications: Applications
) -> None:
    form, _ = await correction_form(site, applications, Part.COMPANY, Part.JAN)
    assert form.text.index(REASON) < form.text.index("企業名 ※必須")
    assert "修正期限：" in form.text
    assert open_fields(form) == {*PARTS[Part.COMPANY], *PARTS[Part.JAN]}


async def test_correction_is_checked_then_recorded_as_a_revision(
    site: Site, applications: Applications
) -> None:
    check, number = await to_check(site, applications)
    assert check.h1 == "修正した内容の確認"
    assert "住所 千代田区千代田2-2" in check.text
    assert await FormRevision.count() == 1
    page = await site.press(check, SUBMIT)
    assert page.path == await status_path(applications, number)
    assert "申請を受け付けました" in page.text
    assert "理由 電話で確認しました。" not in page.text, "which led to what is corrected by now"
    first, second = await revisions(number)
    assert second.form.address == "千代田区千代田2-2"
    assert second.form.contact_mail_address == first.form.contact_mail_address
    assert site.relay.nudged == [number]


async def test_correction_may_also_leave_everything_as_it_was(
    site: Site, applications: Applications
) -> None:
    form, _ = await correction_form(site, applications, Part.MANAGER)
    await site.press(await site.press(form, CHECK), SUBMIT)
    assert await FormRevision.count() == 2


async def test_another_wholesaler_may_be_named_after_a_refusal(
    site: Site, applications: Applications
) -> None:
    number = await applications.returned()
    page = await status_page(site, applications, number)
    form = await site.get(page.link("申請内容を修正する"))
    assert "取引の予定がありません。" in form.text
    check = await site.press(form, CHECK, 認証先卸企業名="2", **OTHER_CONTACT)
    await site.press(check, SUBMIT)
    newest = await newest_form(number)
    assert (newest.wholesaler_id, newest.contact_mail_address) == (2, COLLEAGUE)


async def test_whole_jan_code_offers_the_maker_codes_it_contains(
    site: Site, applications: Applications
) -> None:
    form, number = await correction_form(site, applications, Part.JAN)
    page = await site.press(form, CHECK, 代表JANメーカーコード="4598765000015")
    assert page.status == 422
    check = await site.press(page, CHECK, **{"459876500": "459876500"})
    await site.press(check, SUBMIT)
    assert (await newest_form(number)).jan_maker_code == "459876500"


async def test_corrections_are_held_to_the_rules_of_the_first_form(
    site: Site, applications: Applications
) -> None:
    form, _ = await correction_form(site, applications, *Part)
    wrong = {
        "企業名": "新規\u202e食品",
        "法人番号": "7000012050003",
        "電話番号": "1234",
        "代表JANメーカーコード": "459876",
        "認証先卸担当者メールアドレス": APPLICANT,
        "氏名カナ": "田中",
    }
    page = await site.press(form, CHECK, **wrong)
    assert page.status == 422
    assert set(page.errors) == {
        "company_name",
        "corporate_number",
        "telephone",
        "jan_maker_code",
        "contact_mail_address",
        "manager_name_kana",
    }
    for label, typed in list(wrong.items())[1:]:
        assert page.value(label) == typed


async def test_what_the_check_page_carries_is_checked_again(
    site: Site, applications: Applications
) -> None:
    check, _ = await to_check(site, applications)
    hidden = {
        e.get("name") or "": e.get("value") or "" for e in check.form_of(SUBMIT)[0].iter("input")
    }
    page = await site.post(check.path, hidden | {"address": "", "action": "submit"})
    assert set(page.errors) == {"address"}
    assert await FormRevision.count() == 1


async def test_going_back_from_the_check_page_keeps_what_was_typed(
    site: Site, applications: Applications
) -> None:
    check, _ = await to_check(site, applications)
    form = await site.press(check, EDIT)
    assert form.value("住所") == "千代田区千代田2-2"
    assert REASON in form.text


async def test_double_click_submits_once_and_shows_the_same_page(
    site: Site, applications: Applications
) -> None:
    check, number = await to_check(site, applications)
    answers = await asyncio.gather(*(site.press(check, SUBMIT) for _ in range(4)))
    assert {(answer.status, answer.path) for answer in answers} == {
        (200, await status_path(applications, number))
    }
    assert await FormRevision.count() == 2
    await screen(applications, number)
    assert (await site.press(check, SUBMIT)).h1 == "申請の状況"


async def test_other_tab_is_told_the_truth_and_nothing_is_recorded(
    site: Site, applications: Applications
) -> None:
    check, _ = await to_check(site, applications)
    form = await site.press(check, EDIT)
    await site.press(check, SUBMIT)
    late = await site.press(form, CHECK, 住所="千代田区千代田3-3")
    assert (late.status, late.h1) == (409, "申請の状況が変わったため、受け付けられませんでした")
    assert "現在の状況は、「申請を受け付けました」です。" in late.text
    assert await FormRevision.count() == 2


async def test_tab_of_an_earlier_round_shows_what_was_typed_where_the_form_is_open_again(
    site: Site, applications: Applications
) -> None:
    check, number = await to_check(site, applications)
    form = await site.press(check, EDIT)
    await site.press(await site.press(form, CHECK, 企業名="株式会社ほかの食品"), SUBMIT)
    await screen(applications, number)
    await applications.review(number, ReviewChoice.RETURN, (Part.COMPANY, Part.MANAGER))
    await applications.steps.send_back(applications.order(number))
    late = await site.press(form, CHECK, 住所="千代田区千代田3-3")
    assert late.status == 409
    assert "入力した内容は残っていますが、まだ送信されていません。" in late.text
    assert late.value("住所") == "千代田区千代田3-3"
    assert late.value("氏名") == "田中 花子"
    assert await FormRevision.count() == 2
    await site.press(await site.press(late, CHECK), SUBMIT)
    assert (await newest_form(number)).address == "千代田区千代田3-3"


async def test_correction_after_the_deadline_changes_nothing_and_says_so(
    site: Site, applications: Applications
) -> None:
    check, number = await to_check(site, applications)
    site.clock.now = now() + timedelta(days=10, seconds=5)
    for late in (await site.press(check, SUBMIT), await site.get(check.path)):
        assert late.path == await status_path(applications, number)
        assert "修正期限が過ぎています" in late.text
    assert await FormRevision.count() == 1


async def test_correction_at_the_moment_of_a_withdrawal_changes_nothing_and_says_so(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch
) -> None:
    check, number = await to_check(site, applications)

    async def after_a_withdrawal(limit: Limit, at: datetime) -> None:
        await refuse(limit, at)
        await withdraw(number, at)

    monkeypatch.setattr("web.applicant.correction.refuse", after_a_withdrawal)
    late = await site.press(check, SUBMIT)
    assert (late.status, late.h1) == (409, "申請の状況が変わったため、受け付けられませんでした")
    assert await FormRevision.count() == 1


async def test_correction_after_a_withdrawal_changes_nothing_and_says_so(
    site: Site, applications: Applications
) -> None:
    check, number = await to_check(site, applications)
    page = await status_page(site, applications, number)
    confirm = await site.get(page.link("申請を取り下げる"))
    await site.press(confirm, "申請を取り下げる")
    late = await site.press(check, SUBMIT)
    assert late.status == 409
    assert "現在の状況は、「申請を取り下げました」です。" in late.text
    assert await FormRevision.count() == 1


@pytest.mark.parametrize("stage", ["awaiting_approval", "under_review", "decided", "enrolled"])
async def test_correction_is_not_open_unless_it_was_returned(
    site: Site, applications: Applications, stage: str
) -> None:
    number = await getattr(applications, stage)()
    status = await status_path(applications, number)
    assert (await site.get(f"{status}/correct")).path == status


async def test_change_of_language_keeps_what_was_typed(
    site: Site, applications: Applications
) -> None:
    form, _ = await correction_form(site, applications, Part.COMPANY)
    fields = {
        e.get("name") or "": e.get("value") or "" for e in form.form_of(CHECK)[0].iter("input")
    }
    english = await site.post(form.path, fields | {"address": "千代田区2-2", "action": "en"})
    assert english.tree.get("lang") == "en"
    assert english.value("Address") == "千代田区2-2"
