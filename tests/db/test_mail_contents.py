"""What a mail says is kept from its first writing until its outcome is known, and no longer."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context

import pytest

from db.console.address_correction import LinkMaking, correct_address
from db.mailing import mails
from db.mailing.bounces import record_bounced
from db.mailing.mails import first_written
from db.mailing.sending import claim_while_true
from db.tables.operation import Mail
from domain.mail_kinds import MailKind
from rig.applications import WHY, Applications, now
from rig.console.acts import GROUND
from rig.waiting import until_it_waits

Outcome = Callable[[str], Awaitable[object]]


async def _written(applications: Applications) -> str:
    """A mail that its sender is about to hand over; gives its key."""
    number = await applications.awaiting_approval()
    key = f"{number}/receipt/1"
    assert await claim_while_true(key, applications.settings.policy, now())
    assert await first_written(key, _words("the first words")) == "the first words"
    return key


def _words(words: str) -> Callable[[], Awaitable[str]]:
    async def write() -> str:
        return words

    return write


async def _content(key: str) -> str | None:
    row = await Mail.select(Mail.content).where(Mail.key == key).first()
    assert row is not None
    return None if row["content"] is None else str(row["content"])


async def test_what_was_first_written_is_what_is_sent(applications: Applications) -> None:
    key = await _written(applications)
    assert await first_written(key, _words("other words")) == "the first words"


@pytest.mark.parametrize(
    "outcome",
    [
        lambda key: mails.record_sent(key, "250 ok", now()),
        lambda key: mails.record_refused(key, "550 no", now()),
        lambda key: mails.record_deferred(key, "451 later", put_off=True),
        lambda key: mails.void(key, now()),
        lambda key: mails.call_off(key.partition("/")[0], [MailKind.RECEIPT], now()),
        lambda key: record_bounced(key, "550 no", now()),
        # As a release says it that knows nothing of contents.
        lambda key: Mail.raw(
            "UPDATE mail SET state = 'sent', finished_at = now() WHERE key = {}", key
        ),
    ],
    ids=["sent", "refused", "put off", "void", "called off", "bounced", "by another release"],
)
async def test_the_content_goes_with_the_outcome(
    outcome: Outcome, applications: Applications
) -> None:
    key = await _written(applications)
    await outcome(key)
    assert await _content(key) is None


async def test_what_may_have_gone_is_kept(applications: Applications) -> None:
    key = await _written(applications)
    await mails.record_deferred(key, "no answer", may_have_gone=True)
    assert await _content(key) == "the first words"


async def test_what_was_called_off_while_its_sender_had_it_is_not_written(
    applications: Applications,
) -> None:
    number = await applications.awaiting_approval()
    key = f"{number}/approval_request/1"
    assert await claim_while_true(key, applications.settings.policy, now())
    await mails.call_off(number, [MailKind.APPROVAL_REQUEST], now())
    assert await first_written(key, _words("words")) is None


async def test_what_was_written_to_one_mailbox_never_goes_to_another(
    applications: Applications,
) -> None:
    key = await _written(applications)
    number = key.partition("/")[0]
    await mails.record_deferred(key, "no answer", may_have_gone=True)
    making = LinkMaking(applications.settings.link_keys, applications.settings.policy)
    await correct_address(
        number, "right@shinki-shokuhin.example", making, WHY, ground=GROUND, now=now()
    )
    row = await Mail.select(Mail.recipient, Mail.content).where(Mail.key == key).first()
    assert row == {"recipient": "right@shinki-shokuhin.example", "content": None}


async def test_a_bounce_of_what_nobody_knows_to_have_gone_is_believed(
    applications: Applications,
) -> None:
    key = await _written(applications)
    await mails.record_deferred(key, "no answer", may_have_gone=True)
    await record_bounced(key, "550 no such user", now())
    assert await mails.states([key]) == {key: "bounced"}


async def test_two_who_write_at_the_same_moment_write_the_same(applications: Applications) -> None:
    key = f"{await applications.awaiting_approval()}/receipt/1"
    assert await claim_while_true(key, applications.settings.policy, now())

    async def write() -> str:
        second = asyncio.create_task(
            first_written(key, _words("the second words")), context=Context()
        )
        seconds.append(second)
        await until_it_waits(second)
        return "the first words"

    seconds: list[asyncio.Task[str | None]] = []
    assert await first_written(key, write) == "the first words"
    assert await seconds[0] == "the first words"
