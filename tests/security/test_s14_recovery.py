"""S14: whoever asks for a forgotten ID or password learns nothing about who has one."""

import re
from datetime import timedelta

import httpx
import pytest
from litestar.types import Message, Receive, Scope, Send

from db.members.recovery import MOST_A_DAY
from db.tables.companies import Company
from db.tables.operation import Mail
from domain.limits import PRESSED_TWICE
from domain.tokens import Purpose
from rig.applications import APPLICANT, Applications
from rig.members import colleague, id_manager
from rig.own_data import letters, link_of
from rig.site import Site
from rig.visitor import Page, Visitor
from tests.security.mailed import mail_everything
from tests.web.test_forgotten import ask, set_password
from web.portal import forgotten
from web.queues import FairQueue

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
    answers = []
    for company, address in asked:
        answers.append(await ask(site, company, address))
        await a_while_ago(site)
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


async def test_s12_what_strangers_ask_in_vain_takes_nothing_from_the_owner(
    site: Site, applications: Applications
) -> None:
    """Five posts with a made-up company used to silence a member for a day."""
    ids = await id_manager(applications)
    for _ in range(MOST_A_DAY + 1):
        await ask(site, "だれも知らない食品", APPLICANT)
    async with site.browser("198.51.100.7") as client:
        await ask(Visitor(client), ids.company_id, APPLICANT)
    assert await letters() == [("recovery", APPLICANT)]


async def test_s12_mails_to_one_account_are_capped_and_the_last_link_goes_on_working(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    answers = []
    for _ in range(MOST_A_DAY + 2):
        answers.append(await ask(site, ids.company_id, APPLICANT))
        await mail_everything(site.clock.now)
        await a_while_ago(site)
    assert len({_answer(page) for page in answers}) == 1
    assert "最後に届いたメールのリンクをお使いください" in answers[0].text
    assert len(await letters()) == MOST_A_DAY
    last = await link_of(applications, ids, Purpose.PASSWORD, MOST_A_DAY)
    assert (await site.get(last)).status == 200
    site.clock.now += timedelta(days=1)
    await ask(site, ids.company_id, APPLICANT)
    assert len(await letters()) == MOST_A_DAY + 1


async def test_s12_an_owner_whose_link_is_used_gets_another(
    site: Site, applications: Applications
) -> None:
    """Whoever asks often with the right company leaves the owner a link that works, always."""
    ids = await id_manager(applications)
    for _ in range(MOST_A_DAY):
        await ask(site, ids.company_id, APPLICANT)
        await mail_everything(site.clock.now)
        await a_while_ago(site)
    await set_password(site, await link_of(applications, ids, Purpose.PASSWORD, MOST_A_DAY))
    await ask(site, ids.company_id, APPLICANT)
    newest = await link_of(applications, ids, Purpose.PASSWORD, MOST_A_DAY + 1)
    assert (await site.get(newest)).status == 200
    assert any("/recovery/" in key for key in await mail_everything(site.clock.now))


@pytest.mark.parametrize("address", [APPLICANT, NOBODY])
async def test_s12_a_networks_requests_are_capped_alike_for_all(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    ids = await id_manager(applications)
    monkeypatch.setattr(forgotten, "MOST_PER_NETWORK", 1)
    assert (await ask(site, ids.company_id, address)).status == 200
    assert (await ask(site, ids.company_id, address)).status == 429
    async with site.browser("198.51.100.7") as client:
        assert (await ask(Visitor(client), ids.company_id, address)).status == 200


@pytest.mark.parametrize("address", [APPLICANT, NOBODY])
async def test_s15_a_flood_of_recoveries_slows_down_and_refuses_nobody(
    site: Site,
    applications: Applications,
    monkeypatch: pytest.MonkeyPatch,
    pauses: list[FairQueue],
    address: str,
) -> None:
    ids = await id_manager(applications)
    monkeypatch.setattr(forgotten, "MOST_PER_DAY", 2)
    for nth in range(4):
        async with site.browser(f"198.18.{nth}.1") as client:
            assert (await ask(Visitor(client), "だれも知らない食品", NOBODY)).status == 200
    assert len(pauses) == 2
    assert (await ask(site, ids.company_id, address)).status == 200
    assert pauses == [site.app.state.queues.public] * 3
    assert len(await letters()) == (1 if address == APPLICANT else 0)


async def a_while_ago(site: Site) -> None:
    """Let what was mailed count as no second click."""
    await Mail.update({Mail.queued_at: site.clock.now - PRESSED_TWICE}).where(
        Mail.kind == "recovery"
    )


def _answer(page: Page) -> tuple[int, str, str, frozenset[str]]:
    url = str(page.response.url)
    return page.status, url, _without_token(page.html), frozenset(page.response.headers)


def _without_token(html: str) -> str:
    return re.sub(r'(name="csrf_token" value=|lang=|href="/forgotten)[^>]*', r"\1", html)
