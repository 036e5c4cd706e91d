import asyncio
from collections.abc import Mapping
from dataclasses import replace

import pytest

from mail.smtp import MailDeferredError, MailRefusedError, send
from rig.mail_reading import html_of, text_of
from rig.mail_specimens import FACTS, MAIL_FROM, raw, written
from rig.mail_subjects import SUBJECTS
from rig.servers import free_ports
from settings import SmtpServer
from tests.mail.receiving import SILENCE, Inbox, at_port, keeping_server, scripted_server

RETURN_PATH = "bounce+261122-000001-5.invitation.1@inforex.example"


async def test_a_mail_arrives_as_it_was_written_and_the_answer_is_given(inbox: Inbox) -> None:
    answer = await _send_to(inbox.server)
    assert answer == "250 2.0.0 OK"
    (arrived,) = inbox.mails()
    assert arrived["Subject"] == SUBJECTS["invitation"]
    message = await written("invitation")
    assert arrived["Return-Path"] == f"<{RETURN_PATH}>"
    assert arrived["From"] == f"Inforex <{MAIL_FROM}>"
    assert arrived["Delivered-To"] == FACTS.mail_address
    assert text_of(arrived) == text_of(message)
    assert html_of(arrived) == html_of(message)


async def test_a_mailbox_that_does_not_exist_is_refused_for_good(inbox: Inbox) -> None:
    with pytest.raises(MailRefusedError, match=r"^550 5\.1\.1"):
        await _send_to(inbox.server, "refuse-me@maker.example")
    assert inbox.mails() == []


async def test_a_temporary_refusal_is_deferred_and_taken_the_next_time(inbox: Inbox) -> None:
    with pytest.raises(MailDeferredError, match=r"^451 4\.7\.1"):
        await _send_to(inbox.server, "defer-me@maker.example")
    await _send_to(inbox.server, "defer-me@maker.example")
    assert len(inbox.mails()) == 1


@pytest.mark.parametrize(
    "answers",
    [
        {"RCPT": "550 5.1.1 unknown"},
        {"DATA": "554 5.6.0 not this one"},
        {".": "552 5.3.4 too big"},
        {".": "554 5.7.1 looks like spam"},
    ],
)
async def test_5xx_to_the_recipient_or_the_mail_is_a_refusal(answers: Mapping[str, str]) -> None:
    (answer,) = answers.values()
    assert await _refusal(answers) == answer


@pytest.mark.parametrize(
    ("answers", "about_us"),
    [
        ({"RCPT": "550 5.1.1 unknown"}, False),
        ({"RCPT": "554 5.7.1 Client host [192.0.2.1] blocked"}, True),
        ({".": "554 5.7.1 looks like spam"}, True),
    ],
)
async def test_s41_a_refusal_tells_whether_it_is_about_us(
    answers: Mapping[str, str], *, about_us: bool
) -> None:
    async with scripted_server(answers) as server:
        with pytest.raises(MailRefusedError) as refused:
            await _send_to(server)
    assert refused.value.about_us is about_us


@pytest.mark.parametrize(
    "answers",
    [
        {"greeting": "554 5.7.1 not you"},
        {"greeting": "421 4.3.2 too busy"},
        {"greeting": ""},
        {"MAIL": "550 5.7.1 sender not allowed"},
        {"MAIL": "530 5.7.0 authenticate first"},
        {"RCPT": "530 5.7.0 authenticate first"},
        {"RCPT": "450 4.2.0 greylisted"},
        {"RCPT": ""},
        {"DATA": "451 4.3.0 disk full"},
        {".": "451 4.3.0 disk full"},
        {".": ""},
        {"greeting": "what is this"},
    ],
)
async def test_every_other_trouble_may_pass(answers: Mapping[str, str]) -> None:
    assert await _deferral(answers)


@pytest.mark.parametrize(
    ("answers", "may_have_gone", "put_off"),
    [
        ({"greeting": ""}, False, False),
        ({"greeting": "421 4.3.2 too busy"}, False, False),
        ({"MAIL": "451 4.3.0 not now"}, False, False),
        ({"RCPT": ""}, False, False),
        ({"RCPT": "450 4.2.0 greylisted"}, False, True),
        ({"RCPT": "530 5.7.0 authenticate first"}, False, False),
        ({"DATA": "451 4.3.0 disk full"}, False, True),
        ({".": "451 4.3.0 disk full"}, False, True),
        ({".": ""}, True, False),
        ({".": "what is this"}, True, False),
    ],
)
async def test_it_is_told_whether_the_mail_may_have_gone_and_whether_it_alone_waits(
    answers: Mapping[str, str], *, may_have_gone: bool, put_off: bool
) -> None:
    async with scripted_server(answers) as server:
        with pytest.raises(MailDeferredError) as deferred:
            await _send_to(server)
    assert (deferred.value.may_have_gone, deferred.value.put_off) == (may_have_gone, put_off)


@pytest.mark.parametrize("answer", ["200 ok", "251 taken", "299 2.0.0 in a way"])
async def test_whatever_begins_with_a_2_says_that_the_mail_was_taken(answer: str) -> None:
    async with scripted_server({".": answer}) as server:
        assert await _send_to(server) == answer


@pytest.mark.parametrize("farewell", ["", "what is this", "421 4.3.2 too busy"])
async def test_a_mail_that_was_taken_stays_so_whatever_the_farewell_is(farewell: str) -> None:
    async with scripted_server({"QUIT": farewell}) as server:
        assert await _send_to(server) == "250 taken"


async def test_whoever_gives_up_waits_for_no_farewell() -> None:
    async with keeping_server({".": SILENCE}) as server:
        sending = asyncio.create_task(_send_to(server.server))
        await server.mails.get()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            async with asyncio.timeout(20):
                await sending


async def test_a_login_that_the_server_refuses_is_no_fault_of_the_recipient() -> None:
    answers = {"EHLO": "250-here\r\n250 AUTH PLAIN", "AUTH": "535 5.7.8 wrong password"}
    async with scripted_server(answers) as server:
        known = replace(server, username="inforex", password="secret")
        with pytest.raises(MailDeferredError, match=r"^535 5\.7\.8") as trouble:
            await _send_to(known)
    assert "secret" not in str(trouble.value)


async def test_a_server_without_the_required_encryption_gets_nothing(inbox: Inbox) -> None:
    with pytest.raises(MailDeferredError):
        await _send_to(replace(inbox.server, starttls=True))
    assert inbox.mails() == []


async def test_no_server_at_all_is_deferred() -> None:
    with pytest.raises(MailDeferredError, match="ConnectError"):
        await _send_to(at_port(free_ports(1)[0]))


async def test_an_answer_that_no_database_takes_is_made_harmless() -> None:
    answer = await _refusal({".": "550-one\r\n550 two\x00\udcff" + "x" * 900})
    assert answer.startswith("550 one two??x")
    assert len(answer) == 500


async def _refusal(answers: Mapping[str, str]) -> str:
    async with scripted_server(answers) as server:
        with pytest.raises(MailRefusedError) as refused:
            await _send_to(server)
    return str(refused.value)


async def _deferral(answers: Mapping[str, str]) -> str:
    async with scripted_server(answers) as server:
        with pytest.raises(MailDeferredError) as deferred:
            await _send_to(server)
    return str(deferred.value)


async def test_a_mailbox_with_stray_dots_is_reached_in_quotes() -> None:
    async with keeping_server({}) as server:
        await _send_to(server.server, "hana..ko.@docomo.ne.jp")
    assert 'RCPT TO:<"hana..ko."@docomo.ne.jp>' in server.commands


async def _send_to(server: SmtpServer, recipient: str = FACTS.mail_address) -> str:
    content = await raw("invitation")
    return await send(content, server, return_path=RETURN_PATH, recipient=recipient)
