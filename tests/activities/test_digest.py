"""The helpdesk's digest: queued once, written from the facts, sent once, its bounce recognised."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.digest import DigestActivities
from activities.mails import MailActivities
from activities.orders import LetterOrder
from db.tables.operation import Mail
from domain.business_calendar import JST
from mail.bounces.keys import find_key
from rig.applications import Applications
from settings import Settings
from tests.activities.sending import Sending, open_sending

TUESDAY = datetime(2026, 11, 24, 8, 45, tzinfo=JST)


async def queued(settings: Settings, at: datetime) -> str | None:
    activities = DigestActivities(settings, clock=lambda: at)
    process: str | None = await ActivityEnvironment().run(activities.queue_digest)
    return process


@pytest.mark.usefixtures("pool")
async def test_the_digest_goes_to_the_administrators_once_however_often_it_runs(
    settings: Settings,
) -> None:
    assert [await queued(settings, TUESDAY) for _ in range(2)] == ["digest-20261124"] * 2
    rows = await Mail.select(Mail.kind, Mail.recipient)
    assert rows == [{"kind": "helpdesk_digest", "recipient": settings.alert_mail_address}]


@pytest.mark.usefixtures("pool")
async def test_on_a_day_off_there_is_no_process(settings: Settings) -> None:
    assert await queued(settings, TUESDAY.replace(day=23)) is None


@pytest.fixture
async def sending(settings: Settings, tmp_path: Path) -> AsyncIterator[Sending]:
    async with open_sending(replace(settings, bounce_maildir=tmp_path), tmp_path) as sending:
        yield sending


async def sent(sending: Sending) -> int:
    activities = MailActivities(replace(sending.settings, smtp=sending.inbox.server))
    left: int = await ActivityEnvironment().run(
        activities.send_letters, LetterOrder("digest-20261124", 1)
    )
    return left


async def test_it_is_written_from_the_facts_and_sent_once(
    applications: Applications, settings: Settings, sending: Sending
) -> None:
    number = await applications.under_review()
    await queued(settings, TUESDAY)
    assert [await sent(sending) for _ in range(2)] == [0, 0]
    subject = "【Inforex管理】11月24日(火)の状況（対応待ち1件）"
    assert sending.arrived() == [(settings.alert_mail_address, subject)]
    assert f"\nhttps://inforex.test/console/applications/{number}\n" in sending.text()


@pytest.mark.usefixtures("pool")
async def test_its_bounce_is_recognised(settings: Settings, sending: Sending) -> None:
    await queued(settings, TUESDAY)
    await sent(sending)
    found = find_key(sending.inbox.mails()[0]["Return-Path"])
    assert found is not None
    assert found.key == "digest-20261124/helpdesk_digest/1"
