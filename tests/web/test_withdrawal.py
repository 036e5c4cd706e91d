"""「申請を取り下げる」, at any stage before the issue (product.md, step 9)."""

import asyncio

import pytest

from db.tables.companies import Company
from db.tables.operation import Outbox
from db.tables.review import Withdrawal
from domain.enrolment.stages import Choice
from domain.refusals import NothingToDecideError
from rig.applications import Applications
from rig.site import Site
from rig.visitor import Page
from tests.web.status_pages import possible, status_page, status_path, timeline

WITHDRAW = "申請を取り下げる"
OPEN_STAGES = ("under_review", "cleared", "awaiting_approval", "decided", "returned", "frozen")


async def confirming(site: Site, applications: Applications, stage: str) -> tuple[Page, str]:
    """The page that asks whether to withdraw an application of this stage."""
    number = await getattr(applications, stage)()
    page = await status_page(site, applications, number)
    return await site.get(page.link(WITHDRAW)), number


@pytest.mark.parametrize("stage", OPEN_STAGES)
async def test_application_is_withdrawn_in_two_steps(
    site: Site, applications: Applications, stage: str
) -> None:
    confirm, number = await confirming(site, applications, stage)
    assert confirm.h1 == "申請を取り下げますか"
    assert not await Withdrawal.exists()
    page = await site.press(confirm, WITHDRAW)
    assert page.path == await status_path(applications, number)
    assert "申請を取り下げました" in page.text
    assert timeline(page)[-1] == "申請の取り下げ 完了"
    assert possible(page) == set()
    assert site.relay.nudged == [number]
    newest = await Outbox.select(Outbox.signal).order_by(Outbox.id, ascending=False).first()
    assert newest == {"signal": "withdrawn"}


async def test_withdrawn_application_stays_so_when_the_workflow_has_closed_it(
    site: Site, applications: Applications
) -> None:
    number = await applications.withdrawing()
    await applications.mails_have_gone(number)
    before = await status_page(site, applications, number)
    await applications.steps.close_withdrawn(applications.order(number))
    after = await status_page(site, applications, number)
    assert after.text == before.text
    assert after.link("もう一度申請する") == "/search"


async def test_double_click_withdraws_once_and_shows_the_same_page(
    site: Site, applications: Applications
) -> None:
    confirm, _ = await confirming(site, applications, "awaiting_approval")
    answers = await asyncio.gather(*(site.press(confirm, WITHDRAW) for _ in range(4)))
    assert {answer.status for answer in answers} == {200}
    assert {answer.text for answer in answers} == {(await site.press(confirm, WITHDRAW)).text}
    assert await Withdrawal.count() == 1


async def test_withdrawal_before_the_issue_wins_over_an_approval(
    site: Site, applications: Applications
) -> None:
    confirm, number = await confirming(site, applications, "awaiting_approval")
    await applications.decide(number, Choice.APPROVE)
    page = await site.press(confirm, WITHDRAW)
    assert "申請を取り下げました" in page.text
    await applications.steps.issue_ids(applications.order(number))
    assert not await Company.exists().where(Company.application_number == number)


async def test_withdrawal_after_the_issue_changes_nothing_and_says_so(
    site: Site, applications: Applications
) -> None:
    confirm, number = await confirming(site, applications, "decided")
    await applications.steps.issue_ids(applications.order(number))
    late = await site.press(confirm, WITHDRAW)
    assert (late.status, late.h1) == (409, "申請の状況が変わったため、受け付けられませんでした")
    assert "現在の状況は、「会員登録が完了しました」です。" in late.text
    assert not await Withdrawal.exists()
    assert (await site.get(confirm.path)).path == await status_path(applications, number)
    assert "会員登録が完了しました" in (await site.get(late.link("申請の状況を確認する"))).text


async def test_back_button_after_the_withdrawal_leads_to_the_status(
    site: Site, applications: Applications
) -> None:
    confirm, number = await confirming(site, applications, "awaiting_approval")
    await site.press(confirm, WITHDRAW)
    assert (await site.get(confirm.path)).path == await status_path(applications, number)


async def test_decision_after_a_withdrawal_is_refused(
    site: Site, applications: Applications
) -> None:
    confirm, number = await confirming(site, applications, "awaiting_approval")
    await site.press(confirm, WITHDRAW)
    with pytest.raises(NothingToDecideError):
        await applications.decide(number, Choice.APPROVE)
