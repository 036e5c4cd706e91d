"""Asking for the link tells nothing, and cannot be used to flood (security.md S10 to S12)."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from db.tables.operation import Mail, Outbox
from tests.applications import APPLICANT, Applications
from tests.visitor import Page
from tests.web.site import Site
from tests.web.walk import give_address, to_mail_address
from web.applicant import mail_address
from web.applicant.mail_address import MOST_PER_ADDRESS, MOST_PER_NETWORK


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
    for _ in range(MOST_PER_ADDRESS):
        blocked, work_blocked = await ask(site, statements, "unknown@shinki.example")
    answers = [unknown, enrolled, again, blocked]
    assert len({page.html for page in answers}) == 1
    assert len({str(page.response.url) for page in answers}) == 1
    assert len({page.status for page in answers}) == 1
    assert work_unknown == work_enrolled
    # A number for a new application is all that an open one does without.
    assert {work_unknown - work_again, work_unknown - work_blocked} <= {0, 1, 2}


async def test_s12_mails_to_one_address_are_capped_for_a_day(site: Site) -> None:
    page = await to_mail_address(site)
    for _ in range(MOST_PER_ADDRESS + 3):
        assert (await give_address(site, page, APPLICANT)).status == 200
    assert await Mail.count() == MOST_PER_ADDRESS
    assert await Outbox.count() == MOST_PER_ADDRESS
    assert len(site.relay.nudged) == MOST_PER_ADDRESS
    site.clock.now += timedelta(days=1)
    await give_address(site, await to_mail_address(site), APPLICANT)
    assert await Mail.count() == MOST_PER_ADDRESS + 1


async def test_s12_mails_of_one_network_are_capped_for_an_hour(site: Site) -> None:
    page = await to_mail_address(site)
    for serial in range(MOST_PER_NETWORK):
        assert (await give_address(site, page, f"a{serial}@shinki.example")).status == 200
    refused = await give_address(site, page, "last@shinki.example")
    assert refused.status == 429
    assert refused.response.headers["Retry-After"] == "3600"
    assert "60分ほど待ってから、もう一度お試しください。" in refused.text
    assert await Mail.count() == MOST_PER_NETWORK


async def test_s12_mails_of_a_day_are_capped(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_address, "MOST_PER_DAY", 2)
    page = await to_mail_address(site)
    statuses = [
        (await give_address(site, page, f"a{serial}@shinki.example")).status for serial in range(3)
    ]
    assert statuses == [200, 200, 429]


async def test_s11_search_is_throttled_for_each_network_alone(site: Site) -> None:
    for _ in range(30):
        assert (await site.get("/search?name=見本")).status == 200
    page = await site.get("/search?name=見本")
    assert page.status == 429
    assert page.h1 == "しばらくお待ちください"
    async with site.browser("198.51.100.1") as other:
        assert (await other.get("/search?name=見本")).status_code == 200
    site.clock.now += timedelta(minutes=1)
    assert (await site.get("/search?name=見本")).status == 200


async def test_s11_search_shows_name_and_prefecture_only(
    site: Site, applications: Applications
) -> None:
    number = await applications.enrolled()
    page = await site.get("/search?name=新規食品")
    assert page.cells("該当した企業") == [["新規食品株式会社", "東京都"]]
    for hidden in (number, "4598765", "千代田", "03-0000-1234", "田中", APPLICANT):
        assert hidden not in page.html
