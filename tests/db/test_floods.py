"""A flood is noted, goes on, and is told by one mail in a while."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.mails import MailActivities
from activities.orders import LetterOrder
from db.floods import AN_EPISODE, BETWEEN_MAILS, FLOOD, latest_floods, note
from db.tables.operation import Flood, Mail
from domain.limits import Limit, LimitKind
from settings import Settings
from tests.activities.sending import open_sending

NOW = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
ALERT_TO = "administrators@inforex.example"
LOGINS = Limit(LimitKind.LOGINS, "", 1000, timedelta(minutes=15))
ONE_ACCOUNT = Limit(
    LimitKind.LOGIN_ACCOUNT, "00000017-001", 50, timedelta(minutes=15), "00000017-001"
)

pytestmark = pytest.mark.usefixtures("pool")


async def test_a_flood_goes_on_until_nothing_was_seen_of_it_for_a_day() -> None:
    await note(LOGINS, 1001, ALERT_TO, NOW)
    await note(LOGINS, 1300, ALERT_TO, NOW + timedelta(hours=1))
    await note(LOGINS, 1100, ALERT_TO, NOW + timedelta(hours=2))
    (flood,) = await latest_floods()
    assert (flood.tries, flood.began_at) == (1300, NOW)
    assert flood.seen_at == NOW + timedelta(hours=2)
    await note(LOGINS, 1001, ALERT_TO, flood.seen_at + AN_EPISODE)
    assert [flood.tries for flood in await latest_floods()] == [1001, 1300]


async def test_floods_of_other_kinds_and_accounts_stand_apart() -> None:
    for limit in (LOGINS, ONE_ACCOUNT, replace(ONE_ACCOUNT, shown="00000017-002")):
        await note(limit, limit.most + 1, ALERT_TO, NOW)
    await note(replace(LOGINS, kind=LimitKind.RECOVERIES), 1001, ALERT_TO, NOW)
    assert len(await latest_floods()) == 4
    assert {flood.subject for flood in await latest_floods()} == {
        "",
        "00000017-001",
        "00000017-002",
    }


async def test_floods_at_one_moment_are_one_mail() -> None:
    limits = [replace(ONE_ACCOUNT, shown=f"00000017-{nth:03}") for nth in range(1, 9)]
    await asyncio.gather(*(note(limit, 51, ALERT_TO, NOW) for limit in limits))
    assert await Mail.count().where(Mail.kind == FLOOD) == 1
    await note(LOGINS, 1001, ALERT_TO, NOW + BETWEEN_MAILS)
    assert await Mail.count().where(Mail.kind == FLOOD) == 2
    assert await Flood.count().where(Flood.told_at.is_not_null()) == 2


async def test_the_mail_goes_out(settings: Settings, tmp_path: Path) -> None:
    await note(ONE_ACCOUNT, 51, ALERT_TO, NOW)
    (mail,) = await Mail.select(Mail.process)
    async with open_sending(settings, tmp_path) as sending:
        activities = MailActivities(replace(settings, smtp=sending.inbox.server))
        left = await ActivityEnvironment().run(
            activities.send_letters, LetterOrder(mail["process"], 25)
        )
        assert left == 0
        assert sending.arrived() == [(ALERT_TO, "【Inforex管理】通常より多い操作を検知しました")]
        assert "対象: 00000017-001" in sending.text()
