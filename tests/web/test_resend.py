"""「卸担当者へ再送」, at most once in two business days (product.md, step 9)."""

import asyncio
from datetime import timedelta

import pytest

from db.enrolment.status import load_status
from db.tables.operation import Outbox
from db.tables.review import Due
from domain.business_calendar import add_business_days, format_jst
from domain.enrolment.stages import Choice
from rig.applications import Applications
from rig.site import Site
from rig.visitor import Page
from tests.web.status_pages import possible, status_page, status_path, timeline

RESEND = "卸担当者へ再送"
# More than two business days, whatever holidays there are; less than the 60 days of the wait.
LATER = timedelta(days=14)


async def after_a_while(site: Site, applications: Applications) -> tuple[Page, str]:
    """The status page once a resend is possible."""
    number = await applications.awaiting_approval()
    site.clock.now += LATER
    return await site.get(await status_path(applications, number)), number


async def resends() -> int:
    return int(await Due.count().where(Due.kind == "resend"))


async def test_resend_is_recorded_told_to_the_workflow_and_shown(
    site: Site, applications: Applications
) -> None:
    page, number = await after_a_while(site, applications)
    after = await site.press(page, RESEND)
    assert after.path == await status_path(applications, number)
    assert "認証先卸担当者への再送の受付 完了" in timeline(after)
    assert await resends() == 1
    assert site.relay.nudged == [number]
    newest = await Outbox.select(Outbox.signal).order_by(Outbox.id, ascending=False).first()
    assert newest == {"signal": "resend_requested"}


async def test_page_says_from_when_instead_of_offering_a_dead_button(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    page = await status_page(site, applications, number)
    again_at = (await load_status(number)).may_resend_at
    assert again_at is not None
    assert f"担当者へのメールは、{format_jst(again_at)}から再送できます。" in page.text
    assert RESEND not in possible(page)


async def test_button_comes_at_that_very_moment(site: Site, applications: Applications) -> None:
    number = await applications.awaiting_approval()
    again_at = (await load_status(number)).may_resend_at
    assert again_at is not None
    for moment, offered in ((again_at - timedelta(seconds=1), False), (again_at, True)):
        site.clock.now = moment
        page = await site.get(await status_path(applications, number))
        assert (RESEND in possible(page)) is offered


async def test_second_click_sends_nothing_more_and_says_when_again(
    site: Site, applications: Applications
) -> None:
    page, _ = await after_a_while(site, applications)
    await site.press(page, RESEND)
    again = await site.press(page, RESEND)
    assert (again.status, again.h1) == (409, "まだ再送できません")
    assert f"{format_jst(add_business_days(site.clock.now, 2))}から" in again.text
    assert await resends() == 1
    assert (await site.get(again.link("申請の状況を確認する"))).path == page.path
    assert (await site.get(again.path)).path == page.path


async def test_two_clicks_at_once_resend_once(site: Site, applications: Applications) -> None:
    page, _ = await after_a_while(site, applications)
    answers = await asyncio.gather(*(site.press(page, RESEND) for _ in range(4)))
    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]
    assert await resends() == 1


@pytest.mark.parametrize("choice", list(Choice))
async def test_resend_after_the_decision_tells_where_the_application_is(
    site: Site, applications: Applications, choice: Choice
) -> None:
    page, number = await after_a_while(site, applications)
    await applications.decide(number, choice, "理由です。")
    late = await site.press(page, RESEND)
    assert (late.status, late.h1) == (409, "申請の状況が変わったため、受け付けられませんでした")
    assert await resends() == 0
    truth = await site.get(late.link("申請の状況を確認する"))
    assert RESEND not in possible(truth)


async def test_english_reader_is_told_in_english_when_again(
    site: Site, applications: Applications
) -> None:
    page, _ = await after_a_while(site, applications)
    await site.press(page, RESEND)
    await site.get("/?lang=en")
    again = await site.press(page, RESEND)
    assert format_jst(add_business_days(site.clock.now, 2), "en") in again.text
