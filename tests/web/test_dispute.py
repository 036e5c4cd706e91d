"""「心当たりがない」: the link in the receipt of a decision."""

import asyncio

import pytest

from db.enrolment.facts import load_facts
from db.enrolment.links import make_link
from db.tables.companies import Company
from db.tables.operation import AuditEvent, Mail, Outbox
from db.tables.review import Dispute
from domain.business_calendar import format_jst
from domain.enrolment.stages import Choice, Stage
from domain.tokens import Purpose
from rig.applications import CONTACT, FORM, Applications
from rig.site import Site
from rig.visitor import Page

DONE = "「心当たりがない」とのお申し出を受け付けました"


async def receipt(site: Site, applications: Applications, number: str) -> Page:
    return await site.get(f"/dispute/{await applications.token(Purpose.DISPUTE, number)}")


async def test_page_shows_the_decision_and_what_the_button_does(
    site: Site, applications: Applications
) -> None:
    page = await receipt(site, applications, await applications.enrolled())
    assert page.h1 == "この回答に心当たりがありますか"
    for shown in ("ご回答 承認", CONTACT, FORM.company_name, "回答日時", "IDの利用を止めます"):
        assert shown in page.text


async def test_opening_it_disputes_nothing(site: Site, applications: Applications) -> None:
    number = await applications.enrolled()
    events = await AuditEvent.count()
    for _ in range(10):
        page = await receipt(site, applications, number)
        await site.client.head(page.path)
    assert not await Dispute.exists()
    assert await AuditEvent.count() == events
    assert not await Company.exists().where(Company.suspended_at.is_not_null())


async def test_button_stops_the_ids_alerts_and_says_so(
    site: Site, applications: Applications
) -> None:
    number = await applications.enrolled()
    page = await site.press(await receipt(site, applications, number), "心当たりがない")
    assert page.h1 == DONE
    assert format_jst(site.clock.now) in page.text
    assert "IDの利用を止めました" in page.text
    assert await Company.exists().where(
        Company.application_number == number, Company.suspended_at == site.clock.now
    )
    alerts = await Mail.select(Mail.recipient).where(Mail.kind == "alert_suspended")
    assert alerts == [{"recipient": applications.settings.alert_mail_address}]
    assert site.relay.nudged == [number]


async def test_who_answered_reads_of_the_dispute_and_no_more_of_the_ids(
    site: Site, applications: Applications
) -> None:
    number = await applications.enrolled()
    answered = f"/approval/{await applications.token(Purpose.APPROVAL, number)}"
    told = "この回答には「心当たりがない」とのお申し出があり"
    assert told not in (await site.get(answered)).text
    await site.press(await receipt(site, applications, number), "心当たりがない")
    assert told in (await site.get(answered)).text


async def test_second_click_shows_the_same_page_and_changes_nothing(
    site: Site, applications: Applications
) -> None:
    number = await applications.enrolled()
    page = await receipt(site, applications, number)
    first = await site.press(page, "心当たりがない")
    events = await AuditEvent.count()
    clicks = await asyncio.gather(*(site.press(page, "心当たりがない") for _ in range(3)))
    assert {click.text for click in clicks} == {first.text}
    assert (await receipt(site, applications, number)).h1 == DONE
    assert await Dispute.count() == 1
    assert await AuditEvent.count() == events
    assert await Outbox.count().where(Outbox.signal == "disputed") == 1
    assert site.relay.nudged == [number]


async def test_clicks_at_once_are_one_dispute(site: Site, applications: Applications) -> None:
    page = await receipt(site, applications, await applications.enrolled())
    clicks = await asyncio.gather(*(site.press(page, "心当たりがない") for _ in range(5)))
    assert {click.h1 for click in clicks} == {DONE}
    assert await Dispute.count() == 1


@pytest.mark.parametrize("choice", [Choice.DECLINE, Choice.NO_TRADE])
async def test_refusal_can_be_disputed_too(
    site: Site, applications: Applications, choice: Choice
) -> None:
    made = {Choice.DECLINE: applications.returned, Choice.NO_TRADE: applications.frozen}
    number = await made[choice]()
    page = await receipt(site, applications, number)
    assert "この申請の手続きが続いている場合は、手続きを止めます。" in page.text
    page = await site.press(page, "心当たりがない")
    assert page.h1 == DONE
    assert (await load_facts(number)).stage in {Stage.DISPUTED, Stage.UNDER_REVIEW}


async def test_receipt_of_a_later_decision_does_not_void_the_earlier(
    site: Site, applications: Applications
) -> None:
    number = await applications.enrolled()
    page = await receipt(site, applications, number)
    await make_link(
        applications.settings.link_keys, Purpose.DISPUTE, number, now=site.clock.now, revision=2
    )
    assert (await site.press(page, "心当たりがない")).h1 == DONE


@pytest.mark.parametrize("purpose", [Purpose.APPROVAL, Purpose.STATUS, Purpose.APPLY])
async def test_s06_token_of_another_purpose_is_refused(
    site: Site, applications: Applications, purpose: Purpose
) -> None:
    number = await applications.enrolled()
    page = await site.get(f"/dispute/{await applications.token(purpose, number)}")
    assert page.status == 404
    assert "ヘルプデスク" in page.text
    assert "もう一度メールアドレスを登録" not in page.text


async def test_s01_without_the_csrf_token_nothing_is_disputed(
    site: Site, applications: Applications
) -> None:
    page = await receipt(site, applications, await applications.enrolled())
    assert (await site.post(page.path, {})).status == 403
    assert not await Dispute.exists()


async def test_pages_speak_english(site: Site, applications: Applications) -> None:
    page = await receipt(site, applications, await applications.enrolled())
    page = await site.get(f"{page.path}?lang=en")
    assert page.h1 == "Do you recognise this answer?"
    page = await site.press(page, "I do not recognise it")
    assert page.h1 == "Your report that you do not recognise the answer was received"
