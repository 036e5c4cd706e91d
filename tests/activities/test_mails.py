import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, Never

import asyncpg
import pytest
from structlog.testing import capture_logs
from temporalio.exceptions import ApplicationError

from activities.orders import MailReport
from db.enrolment.mail_facts import load_mail_facts
from db.mailing import mails
from db.mailing.mails import MailToSend
from db.mailing.sending import claim_while_true
from db.tables.operation import Mail
from domain.mail_kinds import MailKind
from mail.traces import message_id, return_path
from rig.applications import APPLICANT, CONTACT, FORM, Applications, now
from rig.mail_reading import text_of
from rig.servers import free_ports
from settings import Settings
from tests.activities.sending import Sending, open_sending
from tests.mail.receiving import at_port, scripted_server

REFUSED_CONTACT = "refuse-suzuki@mihon-oroshi.example"
DEFERRED_CONTACT = "defer-suzuki@mihon-oroshi.example"


@pytest.fixture
async def sending(settings: Settings, tmp_path: Path) -> AsyncIterator[Sending]:
    async with open_sending(settings, tmp_path) as sending:
        yield sending


async def test_without_a_maildir_of_bounces_the_return_path_is_the_sender(
    applications: Applications, sending: Sending
) -> None:
    await sending.send_due(await applications.invited())
    assert sending.inbox.mails()[0]["Return-Path"] == f"<{sending.settings.mail_from}>"


async def test_where_bounces_are_read_the_return_path_names_the_mail(
    applications: Applications, sending: Sending, tmp_path: Path
) -> None:
    number = await applications.invited()
    reading = replace(sending, settings=replace(sending.settings, bounce_maildir=tmp_path))
    await reading.send_due(number)
    (mail,) = sending.inbox.mails()
    settings = sending.settings
    key = f"{number}/invitation/1"
    path = return_path(key, await mails.salt_of(key), settings.mail_from, settings.link_keys)
    assert mail["Return-Path"] == f"<{path}>"
    assert mail["From"] == f"Inforex <{sending.settings.mail_from}>"


async def test_running_twice_sends_nothing_twice_and_reports_the_same(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.awaiting_approval()
    keys = (f"{number}/approval_request/1", f"{number}/receipt/1")
    assert await sending.send(*keys) == await sending.send(*keys) == MailReport(keys, refused=())
    assert len(sending.arrived()) == 2


async def test_what_the_server_answered_is_kept(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.invited()
    await sending.send_due(number)
    row = await _row(f"{number}/invitation/1")
    assert (row["state"], row["server_answer"], row["attempts"]) == ("sent", "250 2.0.0 OK", 1)


async def test_a_refusal_for_good_is_a_fact_and_stops_no_other_mail(
    applications: Applications, sending: Sending
) -> None:
    number = await _waiting_for(applications, REFUSED_CONTACT)
    asked, receipt = f"{number}/approval_request/1", f"{number}/receipt/1"
    with capture_logs() as logs:
        report = await sending.send(asked, receipt)
        assert await sending.send(asked, receipt) == report
    assert report == MailReport(sent=(receipt,), refused=(asked,))
    assert (await _row(asked))["state"] == "refused"
    (line,) = logs
    assert line.pop("code").startswith("550")
    assert line == {
        "event": "mail.refused",
        "mail": asked,
        "tried": "to hand it to the mail server",
        "domain": "company",
        "about_us": False,
        "log_level": "warning",
    }


async def test_a_deferred_mail_goes_with_the_next_attempt_under_the_same_message_id(
    applications: Applications, sending: Sending
) -> None:
    number = await _waiting_for(applications, DEFERRED_CONTACT)
    asked, receipt = f"{number}/approval_request/1", f"{number}/receipt/1"
    with pytest.raises(ApplicationError), capture_logs() as logs:
        await sending.send(asked, receipt)
    (line,) = logs
    assert (line["event"], line["mail"]) == ("mail.deferred", asked)
    assert line["code"].startswith("451")
    assert "mihon-oroshi" not in str(line)
    assert [recipient for recipient, _ in sending.arrived()] == [APPLICANT]
    assert (await _row(asked))["server_answer"].startswith("451 ")
    assert await sending.send(asked, receipt) == MailReport(sent=(asked, receipt), refused=())
    expected = message_id(asked, await mails.salt_of(asked), sending.settings.mail_from)
    assert sending.inbox.mails()[-1]["Message-ID"] == expected


async def test_a_refusal_is_still_reported_when_another_mail_needed_a_second_attempt(
    applications: Applications, sending: Sending
) -> None:
    number = await _waiting_for(applications, REFUSED_CONTACT)
    asked, receipt = f"{number}/approval_request/1", f"{number}/receipt/1"
    async with scripted_server({"RCPT": "550 5.1.1 unknown"}) as refusing:
        await sending.send(asked, server=refusing)
    async with scripted_server({"greeting": "421 busy"}) as busy:
        with pytest.raises(ApplicationError):
            await sending.send(asked, receipt, server=busy)
    assert await sending.send(asked, receipt) == MailReport(sent=(receipt,), refused=(asked,))


async def test_s07_a_deferral_may_be_retried_and_says_nothing_personal(
    applications: Applications, sending: Sending
) -> None:
    number = await _waiting_for(applications, CONTACT)
    async with scripted_server({"RCPT": f"450 4.2.0 <{CONTACT}> greylisted"}) as server:
        with pytest.raises(ApplicationError) as raised:
            await sending.send(f"{number}/approval_request/1", server=server)
    assert (raised.value.type, raised.value.non_retryable) == ("MailDeferred", False)
    assert str(raised.value) == f"MailDeferred: to be tried again: {number}/approval_request/1"
    assert raised.value.__cause__ is raised.value.__context__ is None


async def test_a_crash_after_the_servers_answer_repeats_the_mail_under_the_same_message_id(
    applications: Applications, sending: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await applications.invited()
    key = f"{number}/invitation/1"
    with monkeypatch.context() as crash:
        crash.setattr(mails, "record_sent", _crash)
        with pytest.raises(asyncio.CancelledError):
            await sending.send(key)
    with pytest.raises(ApplicationError):
        await sending.send(key)
    assert len(sending.arrived()) == 1
    await Mail.update({Mail.claimed_until: now() - timedelta(seconds=1)}).where(Mail.key == key)
    assert (await sending.send(key)).sent == (key,)
    first, second = sending.inbox.mails()
    assert first["Message-ID"] == second["Message-ID"]
    assert text_of(first) == text_of(second)


@pytest.mark.parametrize("claim", [mails.CLAIM, timedelta(0)], ids=["for a moment", "for long"])
async def test_a_database_away_after_the_servers_answer_has_nothing_sent_twice(
    applications: Applications,
    sending: Sending,
    monkeypatch: pytest.MonkeyPatch,
    claim: timedelta,
) -> None:
    """Also where the claim ran out meanwhile: the mail went, and this sender alone knows."""
    number = await applications.invited()
    monkeypatch.setattr("activities.mails.CLAIM", claim)
    monkeypatch.setattr(mails, "record_sent", _away_at_first(mails.record_sent))
    assert (await sending.send_due(number)).sent == (f"{number}/invitation/1",)
    assert (await _row(f"{number}/invitation/1"))["attempts"] == 1
    assert len(sending.arrived()) == 1


async def test_a_database_away_while_a_mail_is_written_leaves_it_for_the_next_attempt(
    applications: Applications, sending: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await applications.invited()
    monkeypatch.setattr("activities.mail_writing.load_mail_facts", _away_at_first(load_mail_facts))
    monkeypatch.setattr(mails, "record_deferred", _away_at_first(mails.record_deferred))
    with pytest.raises(ApplicationError):
        await sending.send_due(number)
    assert (await sending.send_due(number)).sent == (f"{number}/invitation/1",)


async def test_a_database_that_stays_away_leaves_a_deferred_mail_to_whoever_has_it_next(
    applications: Applications, sending: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await applications.invited()
    monkeypatch.setattr("activities.mails.CLAIM", timedelta(0))
    monkeypatch.setattr(mails, "record_deferred", _away_at_first(mails.record_deferred))
    with pytest.raises(asyncpg.CannotConnectNowError):
        await sending.send(f"{number}/invitation/1", server=at_port(free_ports(1)[0]))
    assert (await _row(f"{number}/invitation/1"))["claimed_until"] is not None


async def test_a_mail_that_is_called_off_while_it_is_claimed_is_not_written(
    applications: Applications, sending: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await applications.invited()
    key = f"{number}/invitation/1"

    async def claimed_and_called_off(*asked: Any) -> MailToSend | None:
        claimed = await claim_while_true(*asked)
        await mails.call_off(number, [MailKind.INVITATION], now())
        return claimed

    monkeypatch.setattr("activities.mails.sending.claim_while_true", claimed_and_called_off)
    with capture_logs() as logs:
        assert await sending.send(key) == MailReport(sent=(), refused=())
    assert (logs, sending.arrived()) == ([], [])
    assert (await _row(key))["state"] == "void"


async def test_a_mail_that_cannot_be_written_stops_no_other_and_can_be_sent_once_mended(
    applications: Applications, sending: Sending
) -> None:
    number = await _waiting_for(applications, CONTACT)
    asked, welcome = f"{number}/approval_request/1", f"{number}/welcome/1"
    lost = replace(sending, settings=replace(sending.settings, link_keys=(b"another key" * 3,)))
    await mails.queue(number, MailKind.WELCOME, 1, APPLICANT, now())
    with pytest.raises(ApplicationError, match=asked), capture_logs() as logs:
        await lost.send(asked, welcome)
    assert [subject for _, subject in sending.arrived()] == ["【Inforex】会員登録完了のお知らせ"]
    (line,) = logs
    assert (line["event"], line["mail"], line["trouble"]) == (
        "mail.not_written",
        asked,
        "LookupError",
    )
    assert "mail_writing.py" in line["where"]
    assert CONTACT not in str(line)
    assert (await sending.send(asked, welcome)).sent == (asked, welcome)


@pytest.mark.parametrize("answers", [{"greeting": ""}, {"greeting": "554 go away"}])
async def test_a_mail_server_in_trouble_loses_no_mail(
    applications: Applications, sending: Sending, answers: Mapping[str, str]
) -> None:
    number = await applications.invited()
    async with scripted_server(answers) as server:
        with pytest.raises(ApplicationError):
            await sending.send(f"{number}/invitation/1", server=server)
    assert await mails.due(number) == (f"{number}/invitation/1",)
    assert (await sending.send_due(number)).sent == (f"{number}/invitation/1",)


async def test_a_mail_server_that_is_away_loses_no_mail(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.invited()
    with pytest.raises(ApplicationError):
        await sending.send(f"{number}/invitation/1", server=at_port(free_ports(1)[0]))
    assert (await sending.send_due(number)).sent == (f"{number}/invitation/1",)


async def _waiting_for(applications: Applications, contact: str) -> str:
    return await applications.awaiting_approval(form=replace(FORM, contact_mail_address=contact))


async def _crash(*_arguments: object, **_named: object) -> Never:
    raise asyncio.CancelledError


def _away_at_first(work: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
    """The database is away when this is called, and back when it is called again."""
    calls = count()

    async def away_at_first(*arguments: object, **options: object) -> object:
        if next(calls) == 0:
            raise asyncpg.CannotConnectNowError("the database system is starting up")
        return await work(*arguments, **options)

    return away_at_first


async def _row(key: str) -> dict[str, Any]:
    row = await Mail.select().where(Mail.key == key).first()
    assert row is not None
    return row
