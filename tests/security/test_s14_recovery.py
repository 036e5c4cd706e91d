"""S14: whoever asks for a forgotten ID or password learns nothing about who has one."""

import re
from datetime import timedelta

import httpx
import pytest
from litestar.types import Message, Receive, Scope, Send

from db.tables.companies import Company
from tests.applications import APPLICANT, Applications
from tests.members import colleague, id_manager
from tests.own_data import letters
from tests.visitor import Page, Visitor
from tests.web.site import Site
from tests.web.test_forgotten import ask
from web.portal import forgotten

NOBODY = "nobody@shinki-shokuhin.example"


@pytest.mark.parametrize("about", ["", "?mail_address=" + APPLICANT, "?company_id=00000018"])
async def test_s14_the_recovery_page_says_the_same_to_all(
    site: Site, applications: Applications, about: str
) -> None:
    before = await site.get("/forgotten")
    await applications.enrolled()
    after = await site.get(f"/forgotten{about}")
    assert _without_token(after.html) == _without_token(before.html)


async def test_s14_every_address_is_answered_alike(site: Site, applications: Applications) -> None:
    manager = await id_manager(applications)
    stopped = await colleague(manager)
    await stopped.change(state="stopped")
    asked = [
        (manager.company_id, APPLICANT),
        (manager.company_id, NOBODY),
        ("新規食品", APPLICANT),
        ("だれも知らない食品", APPLICANT),
        (manager.company_id, "sato@shinki-shokuhin.example"),
    ]
    answers = [await ask(site, company, address) for company, address in asked]
    await Company.update({Company.suspended_at: site.clock.now}).where(
        Company.company_id == manager.company_id
    )
    answers.append(await ask(site, manager.company_id, APPLICANT))
    assert len({_answer(page) for page in answers}) == 1
    assert len(await letters()) == 2


async def test_s14_free_mail_is_told_so_by_the_typed_address_alone(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await ids.change(mail_address="hanako@gmail.com")
    answers = [
        await ask(site, ids.company_id, address)
        for address in ("hanako@gmail.com", "nobody@gmail.com")
    ]
    assert len({_answer(page) for page in answers}) == 1
    assert await letters() == []


async def test_s14_the_answer_has_left_before_anybody_is_looked_for(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So its time cannot depend on who is found."""
    ids = await id_manager(applications)
    order: list[str] = []

    async def noting(scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.body":
                order.append("answered")

        await site.app(scope, receive, sending)

    async def looking(*_: object) -> None:
        order.append("looked for")

    monkeypatch.setattr(forgotten, "send_recovery", looking)
    transport = httpx.ASGITransport(app=noting)  # type: ignore[arg-type]  # Litestar types its scopes more narrowly
    async with httpx.AsyncClient(transport=transport, base_url="https://inforex.test") as client:
        await ask(Visitor(client), ids.company_id, APPLICANT)
    assert order == ["answered", "answered", "looked for", "answered"], "form, answer, page of it"


async def test_s12_mails_to_one_address_are_capped_in_silence(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    answers = [
        await ask(site, ids.company_id, APPLICANT) for _ in range(forgotten.MOST_PER_ADDRESS + 2)
    ]
    assert len({_answer(page) for page in answers}) == 1
    assert len(await letters()) == forgotten.MOST_PER_ADDRESS
    site.clock.now += timedelta(days=1)
    await ask(site, ids.company_id, APPLICANT)
    assert len(await letters()) == forgotten.MOST_PER_ADDRESS + 1


@pytest.mark.parametrize("address", [APPLICANT, NOBODY])
@pytest.mark.parametrize("cap", ["MOST_PER_NETWORK", "MOST_PER_DAY"])
async def test_s12_a_network_and_a_day_are_capped_alike_for_all(
    site: Site,
    applications: Applications,
    monkeypatch: pytest.MonkeyPatch,
    cap: str,
    address: str,
) -> None:
    ids = await id_manager(applications)
    monkeypatch.setattr(forgotten, cap, 1)
    assert (await ask(site, ids.company_id, address)).status == 200
    assert (await ask(site, ids.company_id, address)).status == 429


def _answer(page: Page) -> tuple[int, str, str, frozenset[str]]:
    url = str(page.response.url)
    return page.status, url, _without_token(page.html), frozenset(page.response.headers)


def _without_token(html: str) -> str:
    return re.sub(r'(name="csrf_token" value=|lang=|href="/forgotten)[^>]*', r"\1", html)
