"""A mail whose outcome nobody recorded goes again as the same mail, to the byte."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography.fernet import InvalidToken
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.mails import MailActivities
from activities.orders import MailOrder
from db.mailing import mails
from db.tables.operation import Mail
from domain.mail_kinds import MailKind
from domain.sealing import unseal
from domain.tokens import Purpose
from mail.digest_letters import HelpdeskDigest
from rig.applications import APPLICANT, Applications, now
from rig.mail_reading import parsed, text_of
from settings import Helpdesk, Settings, SmtpServer
from tests.activities.every_mail import BUSINESS_DAY, KINDS, change_everything, queued
from tests.mail.receiving import SILENCE, KeepingServer, keeping_server

LATER = timedelta(hours=2)


@pytest.mark.parametrize("kind", KINDS)
async def test_it_goes_again_to_the_byte_whatever_changed_meanwhile(
    kind: str, applications: Applications
) -> None:
    settings = applications.settings
    at = BUSINESS_DAY if kind == HelpdeskDigest.kind else now()
    key, first = await _taken_without_an_answer(kind, applications, at)
    await change_everything(applications)
    async with keeping_server({}) as server:
        await _send(key, _of_the_next_release(settings), server.server, at + LATER)
        assert await asyncio.wait_for(server.mails.get(), 60) == first
    assert await _state(key) == {"state": "sent", "content": None}


async def test_s03_what_is_kept_of_a_mail_gives_no_working_link(
    applications: Applications,
) -> None:
    number = await applications.invited()
    key = f"{number}/invitation/1"
    async with keeping_server({".": SILENCE}) as server:
        mail = await _dies_while_sending(key, applications.settings, server, now())
    assert mail is not None
    token = await applications.token(Purpose.APPLY, number)
    assert token in text_of(parsed(mail))
    row = await Mail.select(Mail.content).where(Mail.key == key).first()
    assert row is not None
    with pytest.raises(InvalidToken):
        unseal((b"another key" * 3,), f"content of {key}", row["content"])
    opened = unseal(applications.settings.link_keys, f"content of {key}", row["content"])
    assert token in text_of(parsed(opened.encode()))


async def test_the_deadline_that_a_receipt_stated_is_in_its_repeat_after_the_decision(
    applications: Applications,
) -> None:
    number = await applications.awaiting_approval()
    key = f"{number}/receipt/1"
    async with keeping_server({".": SILENCE}) as server:
        first = await _dies_while_sending(key, applications.settings, server, now())
    await applications.decline(number)
    await applications.steps.return_refused(applications.order(number))
    async with keeping_server({}) as server:
        await _send(key, applications.settings, server.server, now() + LATER)
        repeat = await server.mails.get()
    assert first is not None
    assert "回答期限" in text_of(parsed(repeat))
    assert repeat == first


@pytest.mark.parametrize(("answer", "same"), [("", True), ("451 4.3.0 disk full", False)])
async def test_only_what_may_have_gone_keeps_its_words(
    answer: str, *, same: bool, applications: Applications
) -> None:
    """What the server did not take is written as the facts are when it goes."""
    number = await applications.awaiting_approval()
    key = f"{number}/receipt/1"
    at = now()
    async with keeping_server({".": answer}) as server:
        with pytest.raises(ApplicationError):
            await _send(key, applications.settings, server.server, at)
        first = await server.mails.get()
    await Mail.raw("UPDATE form_revision SET company_name = '株式会社改名'")
    async with keeping_server({}) as server:
        await _send(key, applications.settings, server.server, at + LATER)
        second = await server.mails.get()
    assert (second == first) is same
    assert ("株式会社改名" in text_of(parsed(second))) is not same


async def test_what_may_have_gone_stays_the_same_though_it_certainly_does_not_go_afterwards(
    applications: Applications,
) -> None:
    key = f"{await applications.awaiting_approval()}/receipt/1"
    at, came = now(), []
    for answer in ("", "451 4.3.0 disk full"):
        async with keeping_server({".": answer}) as server:
            with pytest.raises(ApplicationError):
                await _send(key, applications.settings, server.server, at)
            came.append(await server.mails.get())
        await Mail.raw("UPDATE form_revision SET company_name = '株式会社改名'")
    async with keeping_server({}) as server:
        await _send(key, applications.settings, server.server, at + LATER)
        came.append(await server.mails.get())
    assert len(set(came)) == 1


async def test_what_no_key_opens_any_more_is_written_anew(applications: Applications) -> None:
    number = await applications.invited()
    await mails.queue(number, MailKind.ADDRESS_REPLACED, 1, APPLICANT, now())
    key = f"{number}/address_replaced/1"
    at = now()
    async with keeping_server({".": SILENCE}) as server:
        assert await _dies_while_sending(key, applications.settings, server, at)
    rekeyed = replace(applications.settings, link_keys=(b"another key" * 3,))
    async with keeping_server({}) as server:
        with pytest.raises(ApplicationError):
            await _send(key, rekeyed, server.server, at + LATER)
        await _send(key, rekeyed, server.server, at + LATER)
        assert server.mails.qsize() == 1


async def _taken_without_an_answer(
    kind: str, applications: Applications, at: datetime
) -> tuple[str, bytes]:
    """The mail server has the mail, and the sender dies before it hears so."""
    async with keeping_server({".": SILENCE}) as server:
        async for key in queued(kind, applications):
            mail = await _dies_while_sending(key, applications.settings, server, at)
            if mail is not None:
                return key, mail
    raise AssertionError(f"nothing that the tests bring about calls for a mail {kind}")


async def _dies_while_sending(
    key: str, settings: Settings, server: KeepingServer, at: datetime
) -> bytes | None:
    sending = asyncio.create_task(_send(key, settings, server.server, at))
    handed_over = asyncio.create_task(server.mails.get())
    await asyncio.wait({sending, handed_over}, return_when=asyncio.FIRST_COMPLETED)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    if handed_over.done():
        return handed_over.result()
    handed_over.cancel()
    return None


async def _send(key: str, settings: Settings, server: SmtpServer, at: datetime) -> None:
    activities = MailActivities(replace(settings, smtp=server), clock=lambda: at)
    order = MailOrder(key.partition("/")[0], (key,))
    await ActivityEnvironment().run(activities.send_mails, order)


def _of_the_next_release(settings: Settings) -> Settings:
    """What else goes into a mail is another one as well."""
    return replace(
        settings,
        base_url="https://moved.test",
        mail_from="no-reply@moved.test",
        helpdesk=Helpdesk("03-0000-0000", "support@moved.test"),
        link_keys=(b"a newer key" * 3, *settings.link_keys),
    )


async def _state(key: str) -> dict[str, object]:
    row = await Mail.select(Mail.state, Mail.content).where(Mail.key == key).first()
    assert row is not None
    return row
