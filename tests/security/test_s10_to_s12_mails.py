"""Asking for the link tells nothing, and cannot be used to flood (security.md S10 to S12)."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from db.tables.operation import Mail, Outbox
from domain.limits import PRESSED_TWICE
from domain.mail_shares import Nearness, Share, caps
from domain.tokens import Purpose
from rig.applications import APPLICANT, Applications, another_form
from rig.site import Site
from rig.visitor import Page
from tests.security.mailed import mail_everything, mailed, queued_mails, waiting
from tests.web.walk import give_address, to_mail_address
from web.applicant import mail_address
from web.applicant.mail_address import MOST_PER_NETWORK
from web.queues import FairQueue

MOST_PER_ADDRESS = caps(Share.FORM_LINK, Nearness.ANYBODY, 1)[0].most


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that the database is asked."""
    asked: list[str] = []
    fetch = asyncpg.Connection.fetch

    async def counting(self: Any, query: str, *parameters: Any, **options: Any) -> Any:
        asked.append(query)
        return await fetch(self, query, *parameters, **options)

    monkeypatch.setattr(asyncpg.Connection, "fetch", counting)
    return asked


async def ask(site: Site, statements: list[str], address: str) -> tuple[Page, int]:
    """The answer, and how many statements it took."""
    page = await to_mail_address(site)
    statements.clear()
    answer = await give_address(site, page, address)
    return answer, len(statements)


async def test_s10_known_unknown_and_blocked_addresses_are_answered_alike(
    site: Site, applications: Applications, statements: list[str]
) -> None:
    await applications.enrolled()
    unknown, work_unknown = await ask(site, statements, "unknown@shinki.example")
    enrolled, work_enrolled = await ask(site, statements, APPLICANT)
    again, work_again = await ask(site, statements, "unknown@shinki.example")
    for _ in range(MOST_PER_ADDRESS - 1):
        await applications.invited("unknown@shinki.example", site.clock.now)
    blocked, work_blocked = await ask(site, statements, "unknown@shinki.example")
    answers = [unknown, enrolled, again, blocked]
    # Each sees the address that was typed, and else the same.
    asked = [page.value("メールアドレス") for page in answers]
    assert len({page.html.replace(a, "") for page, a in zip(answers, asked, strict=True)}) == 1
    assert len({str(page.response.url) for page in answers}) == 1
    assert len({page.status for page in answers}) == 1
    assert len({work_unknown, work_enrolled, work_again, work_blocked}) == 1


async def test_s12_mails_to_one_address_are_capped_for_a_day(site: Site) -> None:
    page = await to_mail_address(site)
    for _ in range(MOST_PER_ADDRESS + 3):
        answer = await give_address(site, page, APPLICANT)
        assert answer.status == 200
        assert "最後に届いたメールのURLをお使いください" in answer.text
        await mail_everything(site.clock.now)
        site.clock.now += PRESSED_TWICE
    assert await Mail.count() == MOST_PER_ADDRESS
    assert await Outbox.count() == MOST_PER_ADDRESS
    assert len(site.relay.nudged) == MOST_PER_ADDRESS
    site.clock.now += timedelta(days=1)
    await give_address(site, await to_mail_address(site), APPLICANT)
    assert await Mail.count() == MOST_PER_ADDRESS + 1


async def test_s12_whoever_asks_too_often_leaves_the_last_link_working(
    site: Site, applications: Applications
) -> None:
    """Else a stranger who asks six times would keep an applicant out for a day (S15)."""
    page = await to_mail_address(site)
    for _ in range(MOST_PER_ADDRESS + 3):
        await give_address(site, page, APPLICANT)
        await mail_everything(site.clock.now)
        site.clock.now += PRESSED_TWICE
    (number,) = {row["application"] for row in await Mail.select(Mail.application)}
    newest = await applications.token(Purpose.APPLY, number, MOST_PER_ADDRESS)
    assert (await site.get(f"/apply/{newest}")).status == 200


async def test_s12_without_a_link_that_works_the_next_mail_waits_and_is_not_lost(
    site: Site, applications: Applications
) -> None:
    """One person enrols several makers in one day."""
    for nth in range(MOST_PER_ADDRESS):
        number = await applications.invited(APPLICANT, site.clock.now)
        await mail_everything(site.clock.now)
        await applications.submit(number, another_form())
        site.clock.now += timedelta(minutes=nth)
    begun = site.clock.now
    await give_address(site, await to_mail_address(site), APPLICANT)
    (queued,) = await queued_mails("invitation")
    assert await mailed([queued], begun) == []
    until = (await waiting())[queued]
    assert until - timedelta(days=1) < begun < until
    assert await mailed([queued], until) == [queued]


async def test_s12_mails_of_one_network_are_capped_for_an_hour(site: Site) -> None:
    page = await to_mail_address(site)
    for serial in range(MOST_PER_NETWORK):
        assert (await give_address(site, page, f"a{serial}@shinki.example")).status == 200
    refused = await give_address(site, page, "last@shinki.example")
    assert refused.status == 429
    assert refused.response.headers["Retry-After"] == "3600"
    assert "60分ほど待ってから、もう一度お試しください。" in refused.text
    assert await Mail.count() == MOST_PER_NETWORK


async def test_s12_one_prefix_of_ipv6_is_no_more_than_its_networks(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_address, "MOST_PER_NETWORK", 1)

    async def asking(network: str) -> int:
        async with site.browser(network) as client:
            visitor = Site(site.app, site.clock, site.relay)
            visitor.client = client
            page = await to_mail_address(visitor)
            return (await give_address(visitor, page, f"a@{len(network)}.example")).status

    assert [await asking(f"2001:db8:1:{nth:x}::1") for nth in range(3)] == [200, 200, 429]
    assert [await asking(f"2001:db8:1:{nth:x}00::1") for nth in range(1, 4)] == [200, 200, 429]
    assert await asking("2001:db8:2::1") == 200


async def test_s15_a_flood_of_enrolments_slows_down_and_refuses_nobody(
    site: Site, monkeypatch: pytest.MonkeyPatch, pauses: list[FairQueue]
) -> None:
    monkeypatch.setattr(mail_address, "MOST_PER_DAY", 2)
    page = await to_mail_address(site)
    statuses = [
        (await give_address(site, page, f"a{serial}@shinki.example")).status for serial in range(4)
    ]
    assert statuses == [200] * 4
    assert pauses == [site.app.state.queues.public] * 2
    assert len(await queued_mails("invitation")) == 4
