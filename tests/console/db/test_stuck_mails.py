"""A mail that waits is sent no more, once somebody has said why; and what waits is counted."""

import asyncio
from contextvars import Context
from datetime import timedelta

import pytest

from db import outbox, troubles
from db.console.stuck_mails import MailNotWaitingError, void_mail
from db.engine import transaction
from db.mailing import mails
from db.mailing.letters import NewLetter, queue_letters
from db.tables.administration import ConsoleAct
from db.tables.operation import Mail, Outbox
from domain.mail_kinds import MailKind
from domain.needs import TroubleKind
from rig.applications import APPLICANT, WHY, Applications, now
from rig.members import colleague, id_manager
from rig.waiting import until_it_waits


async def test_a_waiting_mail_is_called_off_once_with_its_reason(
    applications: Applications,
) -> None:
    number = await applications.invited()
    (key,) = await mails.due(number)
    await void_mail(key, WHY, now())
    assert await mails.states([key]) == {key: "void"}
    assert await mails.claim(key, now()) is None
    with pytest.raises(MailNotWaitingError):
        await void_mail(key, WHY, now())
    (act,) = await ConsoleAct.select().where(ConsoleAct.tag == "administrator:mail:void")
    assert (act["application"], act["reason"]) == (number, WHY.reason)


async def test_a_letter_that_is_called_off_is_recorded_for_its_account(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    account = await (await colleague(manager)).account()
    letter = NewLetter(MailKind.ADDRESS_CHANGED, manager.company_id, account.id, APPLICANT)
    await queue_letters("letters-7000", [letter], now())
    (mail,) = await Mail.select(Mail.key).where(Mail.process == "letters-7000")
    await void_mail(mail["key"], WHY, now())
    (act,) = await ConsoleAct.select().where(ConsoleAct.tag == "administrator:mail:void")
    assert (act["company"], act["account_id"]) == (manager.company_id, account.account_id)


async def test_a_mail_that_is_being_sent_is_left_to_go(applications: Applications) -> None:
    (key,) = await mails.due(await applications.invited())
    assert await mails.claim(key, now())
    with pytest.raises(MailNotWaitingError):
        await void_mail(key, WHY, now())
    await void_mail(key, WHY, now() + mails.CLAIM + timedelta(seconds=1))


async def test_a_mail_that_its_sender_takes_at_that_moment_is_left_to_go(
    applications: Applications,
) -> None:
    (key,) = await mails.due(await applications.invited())
    async with transaction():
        assert await mails.claim(key, now())
        voiding = asyncio.create_task(void_mail(key, WHY, now()), context=Context())
        await until_it_waits(voiding)
    with pytest.raises(MailNotWaitingError):
        await voiding
    assert await mails.states([key]) == {key: "queued"}


async def test_there_is_no_such_mail(applications: Applications) -> None:
    await applications.invited()
    with pytest.raises(LookupError):
        await void_mail("260000-000000-0/invitation/1", WHY, now())


async def test_news_that_wait_are_listed_with_why(applications: Applications) -> None:
    await Outbox.raw("DELETE FROM outbox")
    one = await applications.invited("a@one.example")
    two = await applications.invited("b@two.example")
    await troubles.note(two, TroubleKind.NEWS_UNDELIVERABLE, "start: LookupError", now())
    await troubles.note(one, TroubleKind.STEP_FAILING, "screen: KeyError", now())
    waiting = await outbox.waiting_news(10)
    assert [(each.process, each.signal, each.reason) for each in waiting] == [
        (one, "start", ""),
        (two, "start", "start: LookupError"),
    ]
    assert len(await outbox.waiting_news(1)) == 1
    assert await outbox.count_waiting_news() == 2
