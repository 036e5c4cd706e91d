"""「卸担当者を変更する」 (product.md, step 9)."""

import asyncio
from datetime import timedelta

import pytest

from db.enrolment.application_form import revisions
from db.enrolment.contact_requests import Colleague, hand_over
from db.tables.enrolment import FormRevision
from db.throttle import allow
from domain.enrolment.stages import Author, Choice
from domain.limits import Limit, LimitKind
from rig.applications import APPLICANT, CONTACT, Applications, now
from rig.site import Site
from rig.visitor import Page
from tests.web.status_pages import (
    COLLEAGUE,
    OTHER_CONTACT,
    possible,
    screen,
    status_page,
    status_path,
)
from web.applicant.correction import DAY, MOST_A_DAY

ADDRESS = "認証先卸担当者メールアドレス"
CHECK, CHANGE, EDIT = "入力内容を確認する", "卸担当者を変更する", "入力画面に戻る"


async def contact_form(site: Site, applications: Applications) -> tuple[Page, str]:
    """The form of an application whose contact is asked."""
    number = await applications.awaiting_approval()
    page = await status_page(site, applications, number)
    return await site.get(page.link(CHANGE)), number


async def to_check(site: Site, applications: Applications) -> tuple[Page, str]:
    """The check page with another contact."""
    form, number = await contact_form(site, applications)
    return await site.press(form, CHECK, **OTHER_CONTACT), number


async def test_form_shows_the_present_contact_and_only_that_is_open(
    site: Site, applications: Applications
) -> None:
    form, _ = await contact_form(site, applications)
    assert form.h1 == "卸担当者の変更"
    assert form.value("認証先卸企業名") == "1"
    assert form.value(ADDRESS) == CONTACT
    fields = {e.get("name") for e in form.form_of(CHECK)[0].iter("input")}
    assert fields == {
        "csrf_token",
        "revision",
        "contact_department",
        "contact_name",
        "contact_mail_address",
        None,  # the filter of the long list, which is not sent
    }
    assert "4598765" not in form.text


async def test_change_is_checked_then_recorded_as_a_revision(
    site: Site, applications: Applications
) -> None:
    check, number = await to_check(site, applications)
    assert check.h1 == "変更内容の確認"
    assert f"{ADDRESS} {COLLEAGUE}" in check.text
    assert "これまでの担当者にお送りしたリンクは使えなくなります。" in check.text
    assert await FormRevision.count() == 1
    page = await site.press(check, CHANGE)
    assert page.path == await status_path(applications, number)
    first, second = await revisions(number)
    assert second.made_by is Author.APPLICANT
    assert second.form.contact_mail_address == COLLEAGUE
    assert second.form.jan_maker_code == first.form.jan_maker_code
    assert site.relay.nudged == [number]


async def test_contact_is_changed_so_many_times_a_day(
    site: Site, applications: Applications
) -> None:
    check, number = await to_check(site, applications)
    for _ in range(MOST_A_DAY):
        assert await allow(Limit(LimitKind.AMENDMENT, number, MOST_A_DAY, DAY), site.clock.now)
    assert (await site.press(check, CHANGE)).status == 429
    assert await FormRevision.count() == 1
    site.clock.now += DAY
    assert (await site.press(check, CHANGE)).path == await status_path(applications, number)
    assert await FormRevision.count() == 2


async def test_going_back_from_the_check_page_keeps_what_was_typed(
    site: Site, applications: Applications
) -> None:
    check, _ = await to_check(site, applications)
    form = await site.press(check, EDIT)
    assert form.value(ADDRESS) == COLLEAGUE
    assert form.value("認証先卸担当者名") == "佐藤 次郎"
    assert (await site.press(form, CHECK)).h1 == "変更内容の確認"


async def test_every_error_is_told_at_once_and_what_was_typed_stays(
    site: Site, applications: Applications
) -> None:
    form, _ = await contact_form(site, applications)
    page = await site.press(
        form, CHECK, 認証先卸企業名="", 認証先卸部署名="", 認証先卸担当者メールアドレス="sato"
    )
    assert page.status == 422
    assert page.title == "エラー：卸担当者の変更 | Inforex"
    assert set(page.errors) == {"wholesaler_id", "contact_department", "contact_mail_address"}
    assert page.value(ADDRESS) == "sato"


async def test_contact_cannot_become_the_applicant(site: Site, applications: Applications) -> None:
    form, _ = await contact_form(site, applications)
    page = await site.press(form, CHECK, **{ADDRESS: APPLICANT.upper()})
    assert "申請者と同じメールアドレスです。" in page.errors["contact_mail_address"]


async def test_change_to_the_same_contact_is_no_way_around_the_limit_of_resends(
    site: Site, applications: Applications
) -> None:
    form, _ = await contact_form(site, applications)
    page = await site.press(form, CHECK)
    assert page.status == 422
    assert "変更された項目がありません。" in page.text
    assert await FormRevision.count() == 1


async def test_likely_slip_is_a_warning_on_the_check_page(
    site: Site, applications: Applications
) -> None:
    form, _ = await contact_form(site, applications)
    page = await site.press(form, CHECK, **{ADDRESS: "sato@gmial.com"})
    assert "sato@gmail.com の入力間違いではありませんか。" in page.text


async def test_double_click_changes_once_and_shows_the_same_page(
    site: Site, applications: Applications
) -> None:
    check, number = await to_check(site, applications)
    answers = await asyncio.gather(*(site.press(check, CHANGE) for _ in range(4)))
    assert {(answer.status, answer.path) for answer in answers} == {
        (200, await status_path(applications, number))
    }
    assert await FormRevision.count() == 2
    await screen(applications, number)
    assert (await site.press(check, CHANGE)).h1 == "申請の状況"
    assert await FormRevision.count() == 2


async def test_other_tab_is_shown_again_with_what_was_typed(
    site: Site, applications: Applications
) -> None:
    check, number = await to_check(site, applications)
    form = await site.press(check, EDIT)
    await site.press(check, CHANGE)
    await screen(applications, number)
    late = await site.press(form, CHECK, **{ADDRESS: f"third.{COLLEAGUE}"})
    assert late.status == 409
    assert "入力した内容は残っていますが、まだ送信されていません。" in late.text
    assert late.value(ADDRESS) == f"third.{COLLEAGUE}"
    assert await FormRevision.count() == 2
    await site.press(await site.press(late, CHECK), CHANGE)
    assert (await revisions(number))[-1].form.contact_mail_address == f"third.{COLLEAGUE}"


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice.APPROVE, "認証先卸に承認されました"),
        (Choice.DECLINE, "認証先卸に承認されませんでした"),
        (Choice.NO_TRADE, "申請の内容を確認中です"),
    ],
)
async def test_decision_that_came_first_wins_and_is_told(
    site: Site, applications: Applications, choice: Choice, said: str
) -> None:
    check, number = await to_check(site, applications)
    await applications.decide(number, choice, "理由です。")
    for button in (CHANGE, EDIT):
        late = await site.press(check, button)
        assert (late.status, late.h1) == (409, "申請の状況が変わったため、受け付けられませんでした")
        assert f"現在の状況は、「{said}」です。" in late.text
    assert await FormRevision.count() == 1
    page = await site.get(check.path)
    assert page.path == await status_path(applications, number)
    assert CHANGE not in possible(page)


async def test_change_and_decision_at_once_have_one_winner(
    site: Site, applications: Applications
) -> None:
    check, number = await to_check(site, applications)
    decided, page = await asyncio.gather(
        applications.decide_about(number, 1, Choice.APPROVE),
        site.press(check, CHANGE),
        return_exceptions=True,
    )
    assert isinstance(page, Page)
    assert (decided is None) == (page.status == 409)
    assert (decided is None) == (await FormRevision.count() == 1)


async def test_change_after_the_deadline_is_refused(site: Site, applications: Applications) -> None:
    check, number = await to_check(site, applications)
    site.clock.now = now() + timedelta(days=61)
    late = await site.press(check, CHANGE)
    assert late.path == await status_path(applications, number)
    assert CHANGE not in possible(late)
    assert await FormRevision.count() == 1


async def test_colleague_whom_the_contact_named_stays_unknown_to_the_applicant(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    colleague = Colleague("総務部", "高橋 三郎", "takahashi@mihon-oroshi.example")
    await hand_over(number, colleague, revision=1, now=now())
    await screen(applications, number)
    page = await status_page(site, applications, number)
    form = await site.get(page.link(CHANGE))
    assert form.value(ADDRESS) == CONTACT
    assert "高橋" not in page.html + form.html
