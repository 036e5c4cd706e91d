"""What is new about those who ask (S25), and the contact's other open requests."""

from datetime import timedelta

import pytest

from db.tables.companies import Company
from db.tables.enrolment import Application, Decision
from db.tables.operation import Mail
from db.tables.review import Due
from domain.business_calendar import format_jst
from domain.enrolment.stages import Choice
from domain.tokens import Purpose
from rig.applications import CONTACT, Applications, another_form
from rig.site import Site
from rig.visitor import Page
from tests.web.approval_pages import approval_path, asked, hand_over

OTHERS = "ほかの申請"
WAITING = "お待ちしている申請"


async def waiting(applications: Applications, name: str, **changes: str) -> str:
    """Another application that waits for the same contact."""
    form = another_form(company_name=name, **changes)
    return await applications.awaiting_approval(f"{form.jan_maker_code}@betsu.example", form)


async def test_first_application_of_a_domain_is_called_so(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    assert "このメールドメインからの申請 はじめての申請です" in page.text
    assert "ご自身のこれまでの承認件数 0件" in page.text


async def test_known_domain_and_earlier_approvals_are_counted(
    site: Site, applications: Applications
) -> None:
    await applications.approve(await waiting(applications, "甲食品株式会社"))
    await applications.decline(await waiting(applications, "乙食品株式会社"))
    number = await waiting(applications, "丙食品株式会社")
    page = await site.get(await approval_path(applications, number))
    assert "3件目の申請です" in page.text
    assert "ご自身のこれまでの承認件数 1件" in page.text


async def test_registered_companies_of_the_same_name_are_told_with_their_places(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    assert "同じ名前の登録企業 ありません" in page.text
    await Company.update({"name": "株式会社テストメーカー"}).where(Company.name == "テストメーカー")
    number = await waiting(applications, "有限会社テスト・メーカー", head_office="大阪府")
    page = await site.get(await approval_path(applications, number))
    assert "同じ名前の登録企業 あります（本社所在地：東京都）" in page.text


async def test_s30_punycode_is_shown_as_such_and_explained(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    assert "「xn--」" not in page.text
    await Application.update(
        {Application.mail_address: "a@xn--mhon-oroshi-gcb.example"}, force=True
    )
    page = await site.get(page.path)
    assert "@xn--mhon-oroshi-gcb.example" in page.text
    assert "「xn--」で始まる部分" in page.text


async def test_deadline_and_next_reminder_are_shown(site: Site, applications: Applications) -> None:
    page = await asked(site, applications)
    rows = await Application.raw(
        "SELECT deadline, (SELECT min(due_at) FROM due WHERE purpose = 'approval') AS due"
        " FROM application"
    )
    assert f"回答期限： {format_jst(rows[0]['deadline'])}" in page.text
    assert f"{format_jst(rows[0]['due'])}までにご回答がない場合は、確認のメールを" in page.text


async def test_alert_of_the_administrators_is_not_called_a_mail_to_the_contact(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    at = site.clock.now
    await Due.update({Due.done_at: at}).where(Due.kind == "reminder", Due.nth < 3)
    alert, last = [
        row["due_at"]
        for row in await Due.select(Due.due_at)
        .where(Due.done_at.is_null(), Due.purpose == "approval")
        .order_by(Due.due_at)
    ]
    page = await site.get(page.path)
    assert format_jst(alert) not in page.text
    assert f"{format_jst(last)}までにご回答がない場合は、確認のメールを" in page.text


async def test_other_open_requests_are_listed_and_each_is_decided_on_its_own(
    site: Site, applications: Applications
) -> None:
    await waiting(applications, "甲食品株式会社")
    await waiting(applications, "乙食品株式会社", head_office="大阪府")
    page = await asked(site, applications)
    deadlines = await Application.select(Application.deadline).order_by(Application.deadline)
    first, second, _ = (format_jst(row["deadline"]) for row in deadlines)
    assert page.cells(OTHERS) == [
        ["甲食品株式会社", "東京都", first],
        ["乙食品株式会社", "大阪府", second],
    ]
    page = await mailed_list(site, applications, page)
    other = await site.get(page.link("乙食品株式会社"))
    assert "乙食品株式会社" in other.text
    other = await site.press(await site.get(other.link("承認する")), "承認する")
    assert other.h1 == "承認を受け付けました"
    assert await Decision.count() == 1
    page = await site.get(other.link("ご回答をお待ちしている申請の一覧に戻る"))
    assert [row[0] for row in page.cells(WAITING)] == ["甲食品株式会社", "新規食品株式会社"]


async def mailed_list(site: Site, applications: Applications, page: Page) -> Page:
    """Ask for the link to all requests, and open it as its mailbox does."""
    form = await site.get(page.link("まとめて確認する"))
    page = await site.press(form, "メールを送る")
    assert "へお送りします" in page.text
    number = site.relay.nudged[-1]
    return await site.get(f"/requests/{await applications.token(Purpose.REQUESTS, number)}")


async def test_list_tells_when_nothing_waits_any_more(
    site: Site, applications: Applications
) -> None:
    other = await waiting(applications, "甲食品株式会社")
    page = await asked(site, applications)
    listed = await mailed_list(site, applications, page)
    await applications.approve(other)
    await site.press(await site.get(page.link("承認する")), "承認する")
    assert "お待ちしているものはありません" in (await site.get(listed.path)).text


async def test_the_mail_with_the_list_goes_once_in_ten_minutes(
    site: Site, applications: Applications
) -> None:
    await waiting(applications, "甲食品株式会社")
    page = await asked(site, applications)
    form = await site.get(page.link("まとめて確認する"))
    for _ in range(3):
        page = await site.press(form, "メールを送る")
        assert page.h1 == "ほかの申請をまとめて確認"
    mails = Mail.select(Mail.recipient).where(Mail.kind == "open_requests")
    assert await mails == [{"recipient": CONTACT}]
    site.clock.now += timedelta(minutes=11)
    await site.press(form, "メールを送る")
    assert len(await mails) == 2


async def test_where_nothing_else_waits_no_list_is_mailed(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    others = f"{page.path}/others"
    assert (await site.get(others)).path == page.path
    sent = await site.post(others, {"csrf_token": site.client.cookies["__Host-csrf"]})
    assert sent.path == page.path
    assert not await Mail.exists().where(Mail.kind == "open_requests")


def listed(page: Page) -> bool:
    return any("甲食品" in cell for table in page.tree.iter("table") for cell in table.itertext())


@pytest.mark.parametrize("choice", [Choice.APPROVE, Choice.NO_TRADE])
async def test_link_whose_time_is_over_opens_no_request_of_today(
    site: Site, applications: Applications, choice: Choice
) -> None:
    page = await asked(site, applications)
    number = (await Application.select(Application.application_number))[0]["application_number"]
    await applications.decide(number, choice, "" if choice is Choice.APPROVE else "ない")
    site.clock.now += timedelta(days=61)
    await waiting(applications, "甲食品株式会社")
    page = await site.get(page.path)
    assert not listed(page)
    assert "ほかにお待ちしている申請" not in page.text


async def test_link_that_was_handed_on_opens_no_other_request(
    site: Site, applications: Applications
) -> None:
    await waiting(applications, "甲食品株式会社")
    page = await asked(site, applications)
    assert listed(page)
    page = await hand_over(site, page)
    assert not listed(page)
    assert "同じ担当者宛ての申請が、ほかに1件あります。" in page.text


async def test_who_handed_one_over_still_gets_the_list_of_the_others(
    site: Site, applications: Applications
) -> None:
    await waiting(applications, "甲食品株式会社")
    page = await hand_over(site, await asked(site, applications))
    page = await mailed_list(site, applications, page)
    assert listed(page)


async def test_request_handed_over_from_the_list_is_still_told_there(
    site: Site, applications: Applications
) -> None:
    await waiting(applications, "甲食品株式会社")
    page = await mailed_list(site, applications, await asked(site, applications))
    page = await hand_over(site, await site.get(page.link("甲食品株式会社")))
    number = site.relay.nudged[-1]
    await applications.steps.screen(applications.order(number))
    again = await site.get(page.path)
    assert again.h1 == page.h1 == "この確認を別の担当者に引き継ぎました"
    back = await site.get(again.link("ご回答をお待ちしている申請の一覧に戻る"))
    assert [row[0] for row in back.cells(WAITING)] == ["新規食品株式会社"]


async def test_requests_of_another_contact_are_not_listed(
    site: Site, applications: Applications
) -> None:
    await waiting(
        applications, "甲食品株式会社", contact_mail_address="yamada@mihon-oroshi.example"
    )
    page = await asked(site, applications)
    assert not list(page.tree.iter("table"))


async def test_requests_that_are_decided_or_not_asked_yet_are_not_listed(
    site: Site, applications: Applications
) -> None:
    await applications.approve(await waiting(applications, "甲食品株式会社"))
    await applications.submitted("b@betsu.example", another_form(company_name="乙食品株式会社"))
    page = await asked(site, applications)
    assert not list(page.tree.iter("table"))
