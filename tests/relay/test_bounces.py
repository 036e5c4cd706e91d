"""What comes back to the return path becomes a fact, or is left for people."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from db.console.mails_again import send_mail_again
from db.console.queue import QueueQuery, load_queue
from db.enrolment.facts import load_facts
from db.enrolment.status import load_status
from db.mailing import mails
from db.tables.operation import AuditEvent, Mail, Outbox
from domain.enrolment.stages import Stage
from domain.enrolment.standing import Standing
from domain.mail_kinds import MailKind
from domain.needs import Need
from mail.bounces.maildir import BounceMaildir
from mail.traces import return_path
from relay import bounces
from relay.bounces import Bounces
from rig.applications import CONTACT, WHY, Applications, another_form, now
from rig.databases import administer
from rig.mail_specimens import MAIL_FROM, NUMBER
from rig.waiting import until
from settings import Settings
from tests.mail.bounces import SPECIMENS
from tests.news import next_news, waiting
from texts.needs import explain_need

REFUSED = SPECIMENS["postfix_unknown_user"]
SECRETS = (b"the newer secret of the server", b"its older one")
AUTOMATIC = ["vacation", "vacation_with_the_original_quoted", "out_of_office", "x_autoreply"]


@pytest.fixture
async def applications(pool: str, settings: Settings) -> Applications:  # noqa: ARG001 -- it opens the database
    return Applications(settings)


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for folder in ("tmp", "new", "cur"):
        (tmp_path / folder).mkdir()
    return tmp_path


async def deliver(
    maildir: Path, specimen: bytes, number: str, name: str = "1.a.mx", secret: bytes = SECRETS[1]
) -> None:
    """The mail server puts a specimen into the maildir, about a mail of this application.

    It came to the return path of that mail, which was made under this secret.
    """
    key = f"{number}/approval_request/1"
    path = return_path(key, await mails.salt_of(key), MAIL_FROM, [secret])
    arrived = specimen.replace(MAIL_FROM.encode(), path.encode(), 1)
    (maildir / "new" / name).write_bytes(arrived.replace(NUMBER.encode(), number.encode()))


async def look(maildir: Path) -> None:
    await Bounces(BounceMaildir(maildir), SECRETS, now).one_look()
    assert list((maildir / "new").iterdir()) == []


async def asked(applications: Applications) -> str:
    """An application whose contact was asked, by a mail that the mail server took."""
    number = await applications.awaiting_approval()
    await mails.record_sent(f"{number}/approval_request/1", "250 OK", now())
    await Outbox.update({Outbox.delivered_at: now()}, force=True)
    return number


async def row(number: str) -> dict[str, Any]:
    found = await Mail.select().where(Mail.key == f"{number}/approval_request/1").first()
    assert found is not None
    return found


async def test_s41_a_mail_that_came_back_is_marked_and_the_process_hears_of_it(
    applications: Applications, maildir: Path
) -> None:
    number = await asked(applications)
    await deliver(maildir, REFUSED, number)
    await look(maildir)
    assert (await row(number))["state"] == "bounced"
    assert (await row(number))["server_answer"].startswith("smtp; 550 5.1.1")
    assert (await load_facts(number)).stage is Stage.UNDELIVERABLE
    assert await next_news(number) == ("mail_bounced", {"key": f"{number}/approval_request/1"})


async def test_s41_a_block_of_us_asks_no_applicant_to_correct_a_right_address(
    applications: Applications, maildir: Path
) -> None:
    """An administrator is told instead, and sends it again once that is mended."""
    number = await asked(applications)
    await deliver(maildir, SPECIMENS["postfix_blocked"], number)
    await look(maildir)
    assert (await row(number))["state"] == "bounced"
    assert (await load_facts(number)).stage is Stage.AWAITING_APPROVAL
    status = await load_status(number)
    assert status.standing(now()) is Standing.ABOUT_TO_ASK
    (case,) = (await load_queue(QueueQuery(need=Need.MAIL))).cases
    assert case.application_number == number
    assert "送信側の設定をご確認ください" in explain_need(case.need, case.details)[0]
    await send_mail_again(number, "approval_request/1", WHY, now())
    await applications.mails_have_gone(number)
    assert (await load_status(number)).standing(now()) is Standing.ASKED
    assert (await load_queue(QueueQuery(need=Need.MAIL))).cases == ()


async def test_s42_the_audit_log_names_the_mail_and_no_address(
    applications: Applications, maildir: Path
) -> None:
    number = await asked(applications)
    await deliver(maildir, REFUSED, number)
    await look(maildir)
    events = await AuditEvent.select().where(AuditEvent.tag == "mail_server:mail:bounce")
    assert [(event["application_number"], event["details"]) for event in events] == [
        (number, '{"mail": "approval_request/1"}')
    ]


@pytest.mark.parametrize("name", ["postfix_unknown_user", "docomo_in_japanese", "exim"])
async def test_a_bounce_that_somebody_made_up_changes_nothing_and_is_for_people(
    applications: Applications, maildir: Path, name: str
) -> None:
    number = await asked(applications)
    await deliver(maildir, SPECIMENS[name], number, secret=b"a guess")
    with capture_logs() as logs:
        await look(maildir)
    assert (await row(number))["state"] == "sent"
    assert await waiting() == []
    assert [entry["event"] for entry in logs] == ["bounces.for_people"]


async def test_a_bounce_that_comes_twice_is_told_once(
    applications: Applications, maildir: Path
) -> None:
    number = await asked(applications)
    for name in ("1.a.mx", "2.b.mx"):
        await deliver(maildir, REFUSED, number, name)
    with capture_logs() as logs:
        await look(maildir)
    assert await Outbox.count().where(Outbox.signal == "mail_bounced") == 1
    assert logs == [
        {
            "event": "bounces.came_back",
            "mail": f"{number}/approval_request/1",
            "tried": "to deliver it",
            "code": "5.1.1",
            "about_us": False,
            "log_level": "warning",
        }
    ]


async def test_a_reminder_is_found_by_the_return_path_alone(
    applications: Applications, maildir: Path
) -> None:
    number = await asked(applications)
    await mails.queue(number, MailKind.APPROVAL_REMINDER, 1, CONTACT, now(), revision=1, nth=2)
    key = f"{number}/approval_reminder/1.2"
    await mails.record_sent(key, "250 OK", now())
    to = return_path(key, await mails.salt_of(key), MAIL_FROM, SECRETS).encode()
    report = SPECIMENS["gmail_without_the_original"]
    anonymous = report.replace(f"{NUMBER}.approval_request.1@".encode(), b"unknown@")
    await deliver(maildir, b"Delivered-To: " + to + b"\n" + anonymous, number)
    await look(maildir)
    assert await mails.states([key]) == {key: "bounced"}


async def test_a_bounce_that_overtakes_the_record_of_sending_counts(
    applications: Applications, maildir: Path
) -> None:
    number = await applications.awaiting_approval()
    key = f"{number}/approval_request/1"
    await mails.claim(key, now())
    await deliver(maildir, REFUSED, number)
    await look(maildir)
    await mails.record_sent(key, "250 OK", now())
    assert await mails.states([key]) == {key: "bounced"}


async def test_a_bounce_of_a_mail_that_was_never_sent_changes_nothing(
    applications: Applications, maildir: Path
) -> None:
    number = await applications.awaiting_approval()
    await deliver(maildir, REFUSED, number)
    await look(maildir)
    assert (await row(number))["state"] == "queued"


async def test_a_bounce_of_a_mail_that_does_not_exist_changes_nothing(
    applications: Applications, maildir: Path
) -> None:
    number = await applications.invited()
    await deliver(maildir, REFUSED, number)
    await look(maildir)
    assert await Outbox.count().where(Outbox.signal == "mail_bounced") == 0


@pytest.mark.parametrize("name", [*AUTOMATIC, "postfix_delayed", "reply_of_a_person"])
async def test_s41_an_automatic_reply_a_delay_and_a_persons_answer_decide_nothing(
    applications: Applications, maildir: Path, name: str
) -> None:
    number = await asked(applications)
    await deliver(maildir, SPECIMENS[name], number)
    await look(maildir)
    facts = await load_facts(number)
    assert (facts.stage, facts.choice) == (Stage.AWAITING_APPROVAL, None)
    assert (await row(number))["state"] == "sent"
    assert await waiting() == []


async def test_s07_what_people_have_to_read_stays_and_the_log_says_only_where(
    applications: Applications, maildir: Path
) -> None:
    await deliver(maildir, SPECIMENS["reply_of_a_person"], await asked(applications), "7.b.mx")
    with capture_logs() as logs:
        await look(maildir)
    assert logs == [{"event": "bounces.for_people", "file": "7.b.mx", "log_level": "warning"}]
    assert [file.name for file in (maildir / "cur").iterdir()] == ["7.b.mx:2,S"]


async def test_a_message_that_cannot_be_taken_in_stops_no_other_and_is_tried_again(
    applications: Applications, maildir: Path, owner_url: str
) -> None:
    hindered = await asked(applications)
    other = await applications.awaiting_approval("b@two.example", another_form())
    await mails.record_sent(f"{other}/approval_request/1", "250 OK", now())
    await administer(
        owner_url,
        "ALTER TABLE mail ADD CONSTRAINT hindrance CHECK (state <> 'bounced' OR process <>"
        f" '{hindered}')",
    )
    await deliver(maildir, REFUSED, hindered, "1.a.mx")
    await deliver(maildir, REFUSED, other, "2.b.mx")
    with capture_logs() as logs:
        await Bounces(BounceMaildir(maildir), SECRETS, now).one_look()
    assert await mails.states([f"{other}/approval_request/1"]) == {
        f"{other}/approval_request/1": "bounced"
    }
    assert {entry.get("code") for entry in logs if entry["event"] == "bounces.not_taken"} == {
        "23514"
    }
    await administer(owner_url, "ALTER TABLE mail DROP CONSTRAINT hindrance")
    await look(maildir)
    assert (await row(hindered))["state"] == "bounced"


def a_directory(path: Path) -> None:
    path.mkdir()


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize("make", [a_directory, a_pipe, a_link_to_itself])
async def test_what_cannot_be_read_stops_no_other_and_is_told(
    applications: Applications, maildir: Path, make: Callable[[Path], None]
) -> None:
    number = await asked(applications)
    make(maildir / "new" / "1.a.mx")
    await deliver(maildir, REFUSED, number, "2.b.mx")
    with capture_logs() as logs:
        await asyncio.wait_for(Bounces(BounceMaildir(maildir), SECRETS, now).one_look(), 60)
    assert (await row(number))["state"] == "bounced"
    told = [entry for entry in logs if entry["event"] == "bounces.not_taken"]
    assert [(entry["file"], entry["tried"]) for entry in told] == [("1.a.mx", "to read it")]


async def test_a_maildir_that_is_away_for_a_while_loses_nothing(
    applications: Applications, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounces, "BETWEEN_LOOKS", bounces.BETWEEN_LOOKS * 0)
    number = await asked(applications)
    away = tmp_path / "maildir"
    with capture_logs() as logs:
        running = asyncio.create_task(Bounces(BounceMaildir(away), SECRETS, now).run())
        await until(lambda: _holds(bool(logs)), "a first look")
        assert (logs[0]["event"], logs[0]["loop"]) == ("round.waits", "bounces")
        (tmp_path / "made" / "new").mkdir(parents=True)
        await deliver(tmp_path / "made", REFUSED, number)
        (tmp_path / "made").rename(away)
        await until(lambda: _came_back(number), "the bounce to be recorded")
    running.cancel()


async def _holds(condition: bool) -> bool:  # noqa: FBT001 -- what is waited for
    return condition


async def _came_back(number: str) -> bool:
    return bool((await row(number))["state"] == "bounced")
