"""While mails take longer than usual, pages that wait for them say so, and claim nothing else."""

from datetime import timedelta

import pytest

from db.mailing import mails
from db.mailing.delays import mails_take_longer
from db.tables.operation import Mail, Outbox
from domain.business_calendar import format_jst
from domain.tokens import Purpose
from rig.applications import APPLICANT, Applications, now
from rig.site import Site
from rig.visitor import Page
from settings import Settings
from tests.accounts import invited
from tests.web.account_files import log_in_manager, rows, send
from tests.web.status_pages import possible, status_page, timeline
from tests.web.test_accounts import logged_in
from tests.web.walk import give_address, to_mail_address

LONGER = "通常より時間がかかっています"
ASKED = "お取引の確認をお願いしています。"
MINUTE = timedelta(minutes=1)


async def _others_wait(site: Site, applications: Applications) -> None:
    """Somebody's invitation has waited for a minute."""
    await applications.invited("other@maker.example")
    site.clock.now = now() + MINUTE


async def _ask(site: Site, address: str = APPLICANT) -> Page:
    return await give_address(site, await to_mail_address(site), address)


async def test_as_a_rule_the_page_says_that_the_mail_was_sent(
    site: Site, applications: Applications
) -> None:
    await applications.invited("other@maker.example")
    page = await _ask(site)
    assert page.h1 == "メールをお送りしました"
    assert LONGER not in page.text


async def test_while_mails_wait_the_page_says_so_and_that_nothing_is_lost(
    site: Site, applications: Applications
) -> None:
    await _others_wait(site, applications)
    page = await _ask(site)
    assert page.h1 == page.title.partition(" ")[0] == "メールを順にお送りしています"
    assert LONGER in page.text
    assert "受け付けた内容が失われることはありません。" in page.text
    assert "お届けが遅れた分、有効期限も延びます。" in page.text
    assert "お送りしました" not in page.text


async def test_s10_a_late_mail_is_told_alike_whatever_is_known_of_the_address(
    site: Site, applications: Applications
) -> None:
    await applications.enrolled()
    await _others_wait(site, applications)
    asked = (APPLICANT, "unknown@maker.example", "other@maker.example")
    answers = [await _ask(site, address) for address in asked]
    said = {page.html.replace(each, "") for page, each in zip(answers, asked, strict=True)}
    assert len(said) == 1, "but for the address, which is what was typed"
    assert LONGER in answers[0].text


@pytest.mark.usefixtures("site")
async def test_news_that_nobody_heard_make_mails_late_as_well(applications: Applications) -> None:
    number = await applications.invited()
    await applications.mails_have_gone(number)
    assert await mails_take_longer(now() + MINUTE)
    await Outbox.update({Outbox.delivered_at: now()}).where(Outbox.process == number)
    assert not await mails_take_longer(now() + MINUTE)


@pytest.mark.usefixtures("site")
async def test_a_mail_that_its_own_mail_server_puts_off_holds_up_nobody_else(
    applications: Applications,
) -> None:
    number = await applications.invited()
    await Outbox.update({Outbox.delivered_at: now()}).where(Outbox.process == number)
    key = f"{number}/invitation/1"
    await mails.record_deferred(key, "451 later", put_off=True)
    assert not await mails_take_longer(now() + MINUTE)
    await mails.record_deferred(key, "no mail server")
    assert await mails_take_longer(now() + MINUTE)


@pytest.mark.usefixtures("site")
async def test_what_waits_for_a_day_is_in_a_trouble_of_its_own(applications: Applications) -> None:
    await applications.invited(at=now() - timedelta(days=2))
    assert not await mails_take_longer(now())


async def test_the_done_page_says_it(site: Site, applications: Applications) -> None:
    number = await applications.submitted()
    path = f"/apply/{await applications.token(Purpose.APPLY, number)}/done"
    assert LONGER not in (await site.get(path)).text
    site.clock.now = now() + MINUTE
    assert LONGER in (await site.get(path)).text


async def test_the_status_page_claims_no_request_that_has_not_gone(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    page = await status_page(site, applications, number)
    assert ASKED in page.text
    assert LONGER not in page.text
    site.clock.now = now() + MINUTE
    page = await status_page(site, applications, number)
    assert ASKED not in page.text
    assert "お取引の確認をお願いするメールを、順にお送りしています。" in page.text
    assert LONGER in page.text
    assert not any("認証先卸への確認のお願い" in point for point in timeline(page))


async def test_the_status_page_says_since_when_the_contact_was_really_asked(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    went = now() + timedelta(days=3)
    await Mail.update({Mail.state: "sent", Mail.finished_at: went}).where(
        Mail.application == number
    )
    await Outbox.update({Outbox.delivered_at: went}).where(Outbox.process == number)
    site.clock.now = went + MINUTE
    page = await status_page(site, applications, number)
    assert LONGER not in page.text
    assert "卸担当者へ再送" not in possible(page)
    assert f"{format_jst(went)}からお取引の確認をお願いしています。" in page.text


async def test_the_page_after_asking_for_the_ids_says_it(
    site: Site, applications: Applications
) -> None:
    assert LONGER not in (await site.get("/forgotten/sent")).text
    await _others_wait(site, applications)
    assert LONGER in (await site.get("/forgotten/sent")).text


async def test_the_page_of_an_account_says_that_its_invitation_is_late(
    site: Site, applications: Applications, settings: Settings
) -> None:
    await invited(await logged_in(site, applications), settings)
    assert LONGER not in (await site.get("/accounts/002")).text
    site.clock.now = now() + MINUTE
    assert LONGER in (await site.get("/accounts/002")).text


async def test_many_invitations_are_late_once_none_of_them_goes(
    site: Site, applications: Applications
) -> None:
    await log_in_manager(site, applications)
    page = await site.press(await send(site, rows(2)), "2件のアカウントを発行する")
    first = await Mail.select(Mail.key).where(Mail.kind == "account_invitation").first()
    assert first is not None
    site.clock.now = now() + MINUTE
    assert LONGER in (await site.get(page.path)).text
    await mails.record_sent(first["key"], "250 ok", site.clock.now)
    assert LONGER not in (await site.get(page.path)).text
