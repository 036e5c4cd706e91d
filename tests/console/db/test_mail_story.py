"""A mail can be read as it was, without its secrets, with every try to send it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError

from db.console.mail_story import load_mail_story
from db.enrolment.links import token_for
from db.mailing.bounces import record_bounced
from db.purging import forget_application
from db.tables.operation import Mail, MailCopy, MailTry
from domain.tokens import Purpose
from mail.copies import VOIDED
from rig.applications import Applications, now
from settings import Settings
from tests.activities.sending import Sending, open_sending
from tests.mail.receiving import scripted_server


@pytest.fixture
async def sending(settings: Settings, tmp_path: Path) -> AsyncIterator[Sending]:
    async with open_sending(settings, tmp_path) as sending:
        yield sending


async def test_s03_what_was_sent_is_kept_without_the_secret_of_its_link(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.invited()
    key = f"{number}/invitation/1"
    await sending.send(key)
    token = await token_for(sending.settings.link_keys, Purpose.APPLY, number, 1)
    assert token in sending.text()
    story = await load_mail_story(key)
    assert (story.subject, story.body) == (
        sending.inbox.mails()[-1]["Subject"],
        sending.text().replace(token, VOIDED),
    )
    for row in await MailCopy.select():
        assert token not in str(row)


async def test_every_try_is_kept_with_the_servers_answer(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.invited()
    key = f"{number}/invitation/1"
    async with scripted_server({"RCPT": "450 4.2.0 greylisted"}) as server:
        for _ in range(2):
            with pytest.raises(ApplicationError):
                await sending.send(key, server=server)
    assert (await load_mail_story(key)).body is None
    await sending.send(key)
    await record_bounced(key, "550 5.1.1 no such user", now())
    tries = (await load_mail_story(key)).attempts
    assert [(each.outcome, each.server_answer) for each in tries] == [
        ("deferred", "450 4.2.0 greylisted"),
        ("deferred", "450 4.2.0 greylisted"),
        ("sent", "250 2.0.0 OK"),
        ("bounced", "550 5.1.1 no such user"),
    ]
    assert [each.at for each in tries] == sorted(each.at for each in tries)


async def test_what_was_refused_can_be_read_too(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.invited()
    key = f"{number}/invitation/1"
    async with scripted_server({"RCPT": "550 5.1.1 unknown"}) as server:
        await sending.send(key, server=server)
    story = await load_mail_story(key)
    assert (story.mail.state, [each.outcome for each in story.attempts]) == ("refused", ["refused"])
    assert story.body is not None


async def test_s43_what_a_mail_said_goes_with_what_it_was_about(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.invited()
    await sending.send(f"{number}/invitation/1")
    await forget_application(number, now())
    assert [await table.count() for table in (Mail, MailCopy, MailTry)] == [0, 0, 0]


async def test_there_is_no_story_of_a_mail_that_is_not_there(applications: Applications) -> None:
    await applications.invited()
    with pytest.raises(LookupError):
        await load_mail_story("261122-000001-5/invitation/9")
