"""What was claimed by a sender that died, or by a clock an hour ahead, holds up nobody for long."""

from datetime import timedelta

from db import outbox
from db.mailing import mails
from db.tables.operation import Mail
from db.temporal_recovery import claim_turn
from rig.applications import Applications, now

HOUR = timedelta(hours=1)
EVERY = timedelta(seconds=20)


async def test_news_that_were_claimed_or_postponed_ahead_are_anybodys(
    applications: Applications,
) -> None:
    number = await applications.invited()
    (news,) = await outbox.claim(10, now() + HOUR)
    assert await outbox.claim(10, now()) == [news]
    await outbox.postpone([news], now() + HOUR)
    assert await outbox.claim_of(number, now()) == news
    assert await outbox.claim(10, now()) == [], "who has it now has it"


async def test_a_mail_that_was_claimed_ahead_is_anybodys(applications: Applications) -> None:
    number = await applications.invited()
    (key,) = await mails.due(number)
    assert await mails.claim(key, now() + HOUR) is not None
    assert await mails.claim(key, now()) is not None
    assert await mails.claim(key, now()) is None, "who has it now has it"
    assert await Mail.exists().where(Mail.key == key, Mail.attempts == 2)


async def test_a_look_that_was_noted_ahead_keeps_nobody_from_looking(pool: str) -> None:
    del pool
    assert await claim_turn(now() + HOUR, EVERY)
    assert await claim_turn(now(), EVERY)
    assert not await claim_turn(now(), EVERY)


async def test_who_finds_a_mail_claimed_comes_again_when_the_claim_is_over(
    applications: Applications,
) -> None:
    number = await applications.invited()
    (key,) = await mails.due(number)
    at = now()
    assert await mails.waiting_until([key], at) is None
    await mails.claim(key, at)
    assert await mails.waiting_until([key], at) == at + mails.CLAIM
    assert await mails.waiting_until([key], at + mails.CLAIM) is None
    assert await mails.waiting_until([key], at - HOUR) is None, "a clock was wrong"
