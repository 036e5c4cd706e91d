"""The applicant's link to the status page, and what it may do (security.md S01 to S38)."""

import asyncio
from datetime import timedelta

import pytest

from db.enrolment.application_form import newest_form, revisions
from db.tables.enrolment import FormRevision, Link
from db.tables.operation import AuditEvent, Mail, Outbox
from db.tables.review import Due, Withdrawal
from domain.enrolment.stages import Part
from domain.tokens import Purpose
from rig.applications import APPLICANT, CONTACT, Applications, another_form, now
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

PAGES = ("", "/resend", "/contact", "/correct", "/withdraw")
CHECK, CHANGE = "入力内容を確認する", "卸担当者を変更する"


async def everything_recorded() -> list[int]:
    tables = (FormRevision, Withdrawal, Due, Link, Mail, Outbox, AuditEvent)
    return [await table.count() for table in tables]


def csrf(site: Site) -> str:
    """The token that any form of this browser carries."""
    return site.client.cookies["__Host-csrf"]


async def contact_check(site: Site, applications: Applications) -> tuple[Page, str]:
    """The check page of a change of contact."""
    number = await applications.awaiting_approval()
    page = await status_page(site, applications, number)
    form = await site.get(page.link(CHANGE))
    return await site.press(form, CHECK, **OTHER_CONTACT), number


@pytest.mark.parametrize("stage", ["awaiting_approval", "returned"])
async def test_s01_s02_prefetches_of_every_page_change_nothing(
    site: Site, applications: Applications, stage: str
) -> None:
    path = await status_path(applications, await getattr(applications, stage)())
    site.clock.now = now() + timedelta(days=8)
    before = await everything_recorded()
    for page in PAGES * 10:
        assert (await site.client.get(path + page)).status_code in {200, 303}
        assert (await site.client.head(path + page)).status_code in {200, 303}
    assert await everything_recorded() == before


@pytest.mark.parametrize("page", PAGES[1:])
async def test_s01_post_without_the_csrf_token_changes_nothing(
    site: Site, applications: Applications, page: str
) -> None:
    path = await status_path(applications, await applications.awaiting_approval())
    site.clock.now = now() + timedelta(days=8)
    before = await everything_recorded()
    answer = await site.post(path + page, {"revision": "1", "action": "submit"})
    assert answer.status == 403
    assert await everything_recorded() == before


async def test_s01_form_without_its_token_can_be_sent_again_with_all_that_was_typed(
    site: Site, applications: Applications
) -> None:
    check, number = await contact_check(site, applications)
    site.client.cookies.clear()
    again = await site.press(check, CHANGE)
    assert again.status == 403
    await site.press(again, "もう一度送信する")
    assert (await newest_form(number)).contact_mail_address == COLLEAGUE


async def test_s01_field_that_was_emptied_stays_empty_when_the_form_is_sent_again(
    site: Site, applications: Applications
) -> None:
    number = await returned(applications, Part.COMPANY)
    page = await status_page(site, applications, number)
    form = await site.get(page.link("申請内容を修正する"))
    site.client.cookies.clear()
    again = await site.press(form, CHECK, 住所="")
    refused = await site.press(again, "もう一度送信する")
    assert refused.errors == {"address": "＊住所を入力してください。"}


@pytest.mark.parametrize("purpose", [Purpose.APPLY, Purpose.APPROVAL])
async def test_s06_token_of_another_purpose_is_refused(
    site: Site, applications: Applications, purpose: Purpose
) -> None:
    _, number = await contact_check(site, applications)
    token = await applications.token(purpose, number)
    before = await everything_recorded()
    for page in PAGES[2:]:
        assert (await site.get(f"/status/{token}{page}")).status == 404
    for page in PAGES[1:]:
        fields = {"csrf_token": csrf(site), "revision": "1", "action": "submit"}
        assert (await site.post(f"/status/{token}{page}", fields)).status == 404
    assert await everything_recorded() == before


async def test_s06_link_acts_on_its_own_application_only(
    site: Site, applications: Applications
) -> None:
    check, _ = await contact_check(site, applications)
    other = await applications.awaiting_approval("other@another.example", another_form())
    fields = {"csrf_token": csrf(site), "application_number": other, "action": "submit"}
    await site.post(check.path.replace("/contact", "/withdraw"), fields)
    assert await Withdrawal.count() == 1
    assert not await Withdrawal.exists().where(Withdrawal.application == other)


async def test_s09_no_page_of_the_link_is_kept_or_told_to_others(
    site: Site, applications: Applications
) -> None:
    path = await status_path(applications, await applications.awaiting_approval())
    for page in PAGES:
        headers = (await site.get(path + page)).response.headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", [APPLICANT, APPLICANT.upper()])
async def test_s23_approver_cannot_become_the_applicant_afterwards(
    site: Site, applications: Applications, address: str
) -> None:
    number = await applications.awaiting_approval()
    page = await status_page(site, applications, number)
    form = await site.get(page.link(CHANGE))
    refused = await site.press(form, CHECK, 認証先卸担当者メールアドレス=address)
    assert refused.status == 422
    sent = {"csrf_token": csrf(site), "revision": "1", "action": "submit"}
    await site.post(form.path, sent | {"contact_mail_address": address})
    assert (await newest_form(number)).contact_mail_address == CONTACT


async def test_s23_s24_changed_contact_is_screened_like_the_first(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    page = await status_page(site, applications, number)
    form = await site.get(page.link(CHANGE))
    free = {**OTHER_CONTACT, "認証先卸担当者メールアドレス": "sato@gmail.com"}
    await site.press(await site.press(form, CHECK, **free), CHANGE)
    await screen(applications, number)
    assert "申請の内容を確認中です" in (await status_page(site, applications, number)).text
    assert not await Mail.exists().where(Mail.recipient == "sato@gmail.com")


async def test_s29_changing_the_approver_voids_the_old_link(
    site: Site, applications: Applications
) -> None:
    check, number = await contact_check(site, applications)
    approval = f"/approval/{await applications.token(Purpose.APPROVAL, number, 1)}"
    approve = await site.get(f"{approval}/approve")
    await site.press(check, CHANGE)
    await site.press(approve, "承認する")
    await screen(applications, number)
    await site.press(approve, "承認する")
    page = await status_page(site, applications, number)
    assert "認証先卸の回答を待っています" in page.text


@pytest.mark.parametrize("revision", ["", "0", "2", "99999999999", "1 ", "１", "x"])
async def test_s31_form_of_no_page_of_ours_is_not_submitted(
    site: Site, applications: Applications, revision: str
) -> None:
    check, number = await contact_check(site, applications)
    fields = {
        e.get("name") or "": e.get("value") or "" for e in check.form_of(CHANGE)[0].iter("input")
    }
    page = await site.post(check.path, fields | {"revision": revision, "action": "submit"})
    assert page.status == 409
    assert len(await revisions(number)) == 1


@pytest.mark.parametrize("stage", ["under_review", "decided", "refused", "frozen", "enrolled"])
async def test_s31_no_step_is_possible_out_of_its_turn(
    site: Site, applications: Applications, stage: str
) -> None:
    path = await status_path(applications, await getattr(applications, stage)())
    site.clock.now = now() + timedelta(days=8)
    await site.get(path)
    before = await everything_recorded()
    fields = {"csrf_token": csrf(site), "revision": "1", "action": "submit"}
    for page in ("/resend", "/contact", "/correct"):
        assert (await site.post(path + page, fields)).status in {409, 422}
    assert await everything_recorded() == before


async def test_s31_withdrawal_and_correction_at_once_have_one_winner(
    site: Site, applications: Applications
) -> None:
    number = await returned(applications, Part.COMPANY)
    page = await status_page(site, applications, number)
    form = await site.get(page.link("申請内容を修正する"))
    check = await site.press(form, CHECK, 住所="千代田区千代田2-2")
    confirm = await site.get(page.link("申請を取り下げる"))
    withdrawn, corrected = await asyncio.gather(
        site.press(confirm, "申請を取り下げる"), site.press(check, "修正して申請する")
    )
    assert withdrawn.status == 200
    assert (corrected.status == 200) == (len(await revisions(number)) == 2)
    assert await Withdrawal.exists()


async def test_s38_parts_that_are_not_open_stay_whatever_is_sent(
    site: Site, applications: Applications
) -> None:
    number = await returned(applications, Part.MANAGER)
    before = await newest_form(number)
    page = await status_page(site, applications, number)
    form = await site.get(page.link("申請内容を修正する"))
    fields = {
        "csrf_token": csrf(site),
        "revision": "1",
        "action": "submit",
        "manager_department": "総務部",
        "manager_name": "佐々木 四郎",
        "manager_name_kana": "ササキ シロウ",
        "company_name": "株式会社のっとり",
        "jan_maker_code": "4999999",
        "contact_mail_address": APPLICANT,
        "wholesaler_id": "2",
    }
    await site.post(form.path, fields)
    after = await newest_form(number)
    assert after.manager_name == "佐々木 四郎"
    assert (after.company_name, after.jan_maker_code) == (
        before.company_name,
        before.jan_maker_code,
    )
    assert after.contact_mail_address == before.contact_mail_address
    assert after.wholesaler_id == before.wholesaler_id
