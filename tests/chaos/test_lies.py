"""Every lie of a mail server, told to the product's own sender, and what the server then has."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from embedded.inbox.smtp import listen
from embedded.inbox.store import Store
from mail.smtp import MailDeferredError, MailRefusedError, send
from rig.outages.mail_way import MAIL_OUTAGES, MailOutage, MailWay
from rig.proxies.link import Fault, Kind, Way, to_port
from rig.proxies.smtp import Lie, Lying, SmtpLink, Verb
from rig.proxies.streams import HOST
from settings import SmtpServer

CONTENT = (
    b"From: no-reply@inforex.example\r\nTo: tanaka@shinki-shokuhin.example\r\n"
    b"Message-ID: <1@inforex.example>\r\nSubject: x\r\n\r\n.\r\nx\r\n"
)
LATE = 0.2


@dataclass(frozen=True)
class Mailed:
    """A sender before a way that can lie, and the mails that the server has."""

    link: SmtpLink
    store: Store

    async def send(self) -> str:
        return await send(
            CONTENT,
            SmtpServer(HOST, self.link.port, None, None, starttls=False),
            return_path="no-reply@inforex.example",
            recipient="tanaka@shinki-shokuhin.example",
        )

    @property
    def taken(self) -> int:
        return len(self.store.ids())


@pytest.fixture
async def mailed(tmp_path: Path) -> AsyncIterator[Mailed]:
    store = Store(tmp_path)
    async with await listen(store, HOST, 0) as server:
        link = SmtpLink(to_port(server.sockets[0].getsockname()[1]))
        await link.open()
        yield Mailed(link, store)
        await link.close()


async def test_without_a_lie_the_mail_comes_to_the_byte_and_the_sender_knows(
    mailed: Mailed,
) -> None:
    assert (await mailed.send()).startswith("250 ")
    (content,) = [mailed.store.read(each) for each in mailed.store.ids()]
    assert (content or b"").endswith(CONTENT)
    (delivery,) = mailed.link.deliveries
    assert delivery.heard
    assert delivery.message_id == "<1@inforex.example>"
    assert delivery.recipients == ("tanaka@shinki-shokuhin.example",)


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("lie", [Lie.PUT_OFF, Lie.LEAVING, Lie.REFUSED, Lie.GARBAGE, Lie.CLOSED])
async def test_a_lie_is_heard_where_it_is_told_and_nothing_is_taken_before_the_end(
    mailed: Mailed, verb: Verb, lie: Lie
) -> None:
    mailed.link.lying = Lying(lie, verb)
    for_good = lie is Lie.REFUSED and verb in {Verb.RCPT, Verb.DATA, Verb.END}
    with pytest.raises(MailRefusedError if for_good else MailDeferredError) as trouble:
        await mailed.send()
    unheard = verb is Verb.END and lie in {Lie.GARBAGE, Lie.CLOSED}
    assert mailed.link.lies >= 1
    assert mailed.taken == unheard
    assert [each.heard for each in mailed.link.deliveries] == [False] * unheard
    if unheard:
        assert isinstance(trouble.value, MailDeferredError)
        assert trouble.value.may_have_gone
    mailed.link.lying = None
    await mailed.send()
    assert mailed.taken == unheard + 1


@pytest.mark.parametrize("verb", list(Verb))
async def test_a_slow_answer_is_true(mailed: Mailed, verb: Verb) -> None:
    mailed.link.lying = Lying(Lie.SLOW, verb, LATE)
    await mailed.send()
    assert mailed.taken == 1
    assert mailed.link.deliveries[0].heard


async def test_a_mail_that_is_cut_off_is_not_taken(mailed: Mailed) -> None:
    await mailed.link.begin(Fault(Kind.CUT, Way.THERE, after=170))
    with pytest.raises(MailDeferredError):
        await mailed.send()
    assert mailed.taken == 0
    assert mailed.link.deliveries == []


async def test_an_answer_that_is_cut_off_leaves_a_mail_that_nobody_heard_of(
    mailed: Mailed,
) -> None:
    await mailed.send()
    told = sum(len(each) for each in _answers_before_the_last(mailed))
    await mailed.link.begin(Fault(Kind.CUT, Way.BACK, after=told))
    with pytest.raises(MailDeferredError) as deferred:
        await mailed.send()
    assert deferred.value.may_have_gone
    assert mailed.taken == 2
    assert [each.heard for each in mailed.link.deliveries] == [True, False]


@pytest.mark.parametrize("outage", [each for each in MAIL_OUTAGES if each.fails], ids=str)
async def test_whatever_is_to_fail_at_a_step_puts_its_mail_off(
    mailed: Mailed, outage: MailOutage
) -> None:
    way = MailWay(mailed.link)
    await way.begin(outage)
    with pytest.raises(MailDeferredError):
        await mailed.send()
    await way.end()
    await mailed.send()


def _answers_before_the_last(mailed: Mailed) -> list[bytes]:
    """What a conversation hears until the end of data."""
    return list(mailed.link.said)[:-2]
