"""What becomes of one mail, one link, or of one process's news, becomes of no other."""

from datetime import timedelta

import pytest

from db import outbox, troubles
from db.companies.steps import end_company
from db.enrolment.applicant_acts import request_resend
from db.enrolment.approvals import record_decision
from db.enrolment.contact_requests import Colleague, hand_over
from db.mailing import mails
from db.mailing.letters import call_off_letters
from db.mailing.mails import Said
from db.tables.enrolment import Link
from db.tables.operation import Mail, MailCopy, Outbox
from db.tables.review import Due
from domain.enrolment.stages import Choice
from domain.mail_kinds import MailKind
from domain.needs import TroubleKind
from domain.tokens import Purpose
from rig.applications import COLLEAGUE, Applications, another_form, now
from rig.companies import ADMINISTRATORS, cancellation_begun
from rig.members import id_manager
from tests.rows import nobody_else

DAY = timedelta(days=1)


async def written() -> str:
    return "written"


async def test_what_becomes_of_one_mail_becomes_of_no_other(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    await applications.awaiting_approval("b@shinki.example", another_form())
    for mail in await Mail.select(Mail.key):
        await mails.first_written(mail["key"], written)
    key = f"{number}/receipt/1"
    async with nobody_else(f'"key": "{key}"'):
        await mails.claim(key, now())
        await mails.record_deferred(key, "450 later")
        await mails.forget_content(key)
        await mails.put_aside(key, now() + DAY)
    async with nobody_else(f'"key": "{key}"'):
        await mails.call_off(number, [MailKind.RECEIPT], now())


async def test_what_is_kept_of_a_mail_is_kept_of_it_alone(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    await mails.record_sent(f"{number}/receipt/1", "250 ok", now(), said=Said("件名", "本文"))
    assert await MailCopy.select(MailCopy.mail) == [{"mail": f"{number}/receipt/1"}]


async def test_a_mail_that_was_sent_stays_sent(applications: Applications) -> None:
    key = f"{await applications.awaiting_approval()}/receipt/1"
    await mails.record_sent(key, "250 ok", now())
    sent = await Mail.select().where(Mail.key == key)
    await mails.record_deferred(key, "450 later")
    await mails.put_aside(key, now() + DAY)
    await mails.void(key, now())
    await mails.record_refused(key, "550 no such user", now())
    await mails.call_off(key.partition("/")[0], [MailKind.RECEIPT], now())
    await call_off_letters(key.partition("/")[0], now())
    assert await Mail.select().where(Mail.key == key) == sent


async def test_a_mail_that_was_sent_stays_sent_though_its_company_leaves(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    number = await cancellation_begun(ids)
    sent = Mail.select(Mail.key, Mail.state, Mail.finished_at).where(
        Mail.company == ids.company_id, Mail.state == "sent"
    )
    for mail in await Mail.select(Mail.key).where(Mail.company == ids.company_id):
        await mails.record_sent(mail["key"], "250 ok", now())
    before = await sent
    assert before
    await end_company(number, now() + 40 * DAY, ADMINISTRATORS, now())
    assert await sent == before


@pytest.mark.usefixtures("pool")
async def test_delivered_news_end_only_what_was_wrong_with_them() -> None:
    kinds = (TroubleKind.NEWS_UNDELIVERABLE, TroubleKind.STEP_FAILING)
    for process in ("import-1", "import-2"):
        await outbox.tell(process, "start", now())
        for kind in kinds:
            await troubles.note(process, kind, "KeyError", now())
    news = await outbox.claim_of("import-1", now())
    assert news is not None
    await outbox.mark_delivered([news], now())
    left = {(each.process, each.kind) for each in await troubles.troubles()}
    assert left == {("import-1", kinds[1]), *(("import-2", kind) for kind in kinds)}


@pytest.mark.usefixtures("pool")
async def test_news_that_another_delivered_meanwhile_are_not_held() -> None:
    await outbox.tell("import-1", "start", now())
    (news,) = await outbox.claim(1, now())
    await outbox.mark_delivered([news], now())
    await outbox.postpone([news], now() + DAY)
    assert await Outbox.select(Outbox.held_until) == [{"held_until": None}]


async def test_a_request_goes_again_for_the_application_that_asks(
    applications: Applications,
) -> None:
    number = await applications.invited("a@shinki.example", now() - DAY)
    await applications.asks_for_the_link("a@shinki.example")
    await applications.submit(number)
    await applications.steps.screen(applications.order(number))
    other = await applications.awaiting_approval("b@shinki.example", another_form())
    await Link.update({Link.generation: 7}).where(
        Link.application == other, Link.purpose == Purpose.APPROVAL.value
    )
    for asking in (other, number):
        await applications.mails_have_gone(asking)
        await request_resend(asking, now() + 5 * DAY)
    again = Due.select(Due.purpose, Due.generation, Due.nth).where(
        Due.application == number, Due.kind == "resend"
    )
    assert await again == [{"purpose": Purpose.APPROVAL.value, "generation": 1, "nth": 1}]


async def test_the_form_uses_up_its_own_link(applications: Applications) -> None:
    number = await applications.invited("a@shinki.example", now() - DAY)
    await applications.asks_for_the_link("a@shinki.example")
    await applications.submit(number)
    used = Link.select(Link.purpose, Link.generation).where(Link.used_at.is_not_null())
    assert await used == [{"purpose": Purpose.APPLY.value, "generation": 1}]


async def test_a_decision_uses_up_the_link_by_which_it_came(applications: Applications) -> None:
    number = await applications.invited("a@shinki.example", now() - DAY)
    await applications.asks_for_the_link("a@shinki.example")
    await applications.submit(number)
    await applications.steps.screen(applications.order(number))
    await hand_over(number, Colleague("総務部", "加藤", COLLEAGUE), revision=1, now=now())
    await applications.steps.screen(applications.order(number))
    await record_decision(number, Choice.APPROVE, "", revision=2, link_generation=2, now=now())
    used = await Link.select(Link.purpose, Link.generation).where(Link.used_at.is_not_null())
    assert {(link["purpose"], link["generation"]) for link in used} == {
        (Purpose.APPLY.value, 1),
        (Purpose.APPROVAL.value, 2),
    }
