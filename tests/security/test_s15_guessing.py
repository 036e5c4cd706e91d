"""S15: guesses at a login are slowed down and refused, and their owner never is."""

from collections.abc import Iterable

import pytest

from domain.identifiers import company_id
from domain.logins import MEMBERS
from domain.tokens import Purpose
from rig.applications import APPLICANT, Applications
from rig.members import Ids, colleague, id_manager
from rig.own_data import NEW_PASSWORD, link_of
from rig.site import Site
from rig.visitor import Visitor
from tests.limits import allow
from tests.security.logins import KNOWN_BROWSER, WRONG, fields_of
from tests.web.test_forgotten import ask, set_password
from tests.web.test_login import log_in
from web.queues import FairQueue


async def guess(site: Site, ids: Ids, networks: Iterable[str], times: int = 1) -> set[int]:
    """Strangers guess, so often from each of these networks; how they were answered."""
    statuses = set()
    for network in networks:
        async with site.browser(network) as client:
            for _ in range(times):
                statuses.add((await log_in(Visitor(client), ids, WRONG)).status)
    return statuses


def ipv4(count: int) -> list[str]:
    """Networks that have nothing to do with each other."""
    return [f"198.18.{nth}.1" for nth in range(count)]


async def test_s15_eleventh_try_of_a_network_must_wait(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    for _ in range(MEMBERS.allowances.here.most):
        assert (await log_in(site, ids, WRONG)).status == 422
    page = await log_in(site, ids)
    assert page.status == 429
    assert "15分ほど待ってから" in page.text
    assert page.response.headers["retry-after"] == "900"
    site.clock.now += MEMBERS.allowances.here.window
    assert (await log_in(site, ids)).path == "/home"


async def test_s15_strangers_cannot_lock_the_owner_out(
    site: Site, applications: Applications, pauses: list[FairQueue]
) -> None:
    """Not even at a browser and a network that nobody has seen before; it takes a little longer."""
    ids = await id_manager(applications)
    assert await guess(site, ids, ipv4(6), 9) == {422}
    assert len(pauses) == 6 * 9 - MEMBERS.allowances.person.most, "the strangers wait too"
    pauses.clear()
    site.client = site.browser(address="198.51.100.7")
    assert (await log_in(site, ids)).path == "/home"
    assert pauses == [site.app.state.queues.logins]


@pytest.mark.parametrize("wide", ["person", "company", "everybody"])
async def test_s15_what_many_networks_do_slows_down_and_refuses_nobody(
    site: Site,
    applications: Applications,
    monkeypatch: pytest.MonkeyPatch,
    pauses: list[FairQueue],
    wide: str,
) -> None:
    ids = await id_manager(applications)
    allow(monkeypatch, MEMBERS, wide, 2)
    assert await guess(site, ids, ipv4(4)) == {422}
    assert len(pauses) == 2
    assert (await log_in(site, ids)).path == "/home"
    assert len(pauses) == 3


@pytest.mark.parametrize("narrow", ["here", "network"])
async def test_s15_a_networks_own_doing_is_refused_to_it_alone(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch, narrow: str
) -> None:
    ids = await id_manager(applications)
    allow(monkeypatch, MEMBERS, narrow, 1)
    assert await guess(site, ids, ["203.0.113.1"], 2) == {422, 429}
    async with site.browser("198.51.100.7") as client:
        assert (await log_in(Visitor(client), ids)).path == "/home"


async def test_s15_one_prefix_of_ipv6_is_no_more_than_its_networks(
    site: Site, applications: Applications
) -> None:
    """A /48 has 65,536 networks of /64; together they may guess four times as often as one."""
    ids = await id_manager(applications)
    of_one_56 = [f"2001:db8:1:{nth:x}::1" for nth in range(3)]
    times = MEMBERS.allowances.here.most
    assert await guess(site, ids, of_one_56[:2], times) == {422}
    assert await guess(site, ids, of_one_56[2:]) == {429}
    others = [f"2001:db8:1:{nth:x}00::1" for nth in range(1, 4)]
    assert await guess(site, ids, others[:2], times) == {422}
    assert await guess(site, ids, others[2:]) == {429}
    assert await guess(site, ids, ["2001:db8:2::1"]) == {422}


async def test_s15_neighbours_of_an_ipv4_network_have_tries_of_their_own(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    assert 429 in await guess(site, ids, ["198.51.100.1"], MEMBERS.allowances.here.most + 1)
    assert await guess(site, ids, ["198.51.100.2"]) == {422}


async def test_s15_right_passwords_use_up_nothing(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the people of one office would lock each other out, each at a new browser."""
    ids = await id_manager(applications)
    for limit in ("here", "network", "guard"):
        allow(monkeypatch, MEMBERS, limit, 1)
    for _ in range(3):
        async with site.browser() as client:
            assert (await log_in(Visitor(client), ids)).path == "/home"


async def test_s15_a_right_password_hides_no_wrong_ones_of_others(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch, pauses: list[FairQueue]
) -> None:
    """Somebody with an account of his own logs in again and again, to make room for guesses."""
    ids = await id_manager(applications)
    allow(monkeypatch, MEMBERS, "everybody", 2)
    assert await guess(site, ids, ipv4(2)) == {422}
    for network in ("192.0.2.1", "192.0.2.1", "198.51.100.7"):
        async with site.browser(network) as client:
            assert (await log_in(Visitor(client), ids)).path == "/home"
    pauses.clear()
    assert await guess(site, ids, ["198.18.9.1"]) == {422}
    assert len(pauses) == 1


async def test_s15_known_browser_is_neither_refused_nor_slowed_down_by_others(
    site: Site,
    applications: Applications,
    monkeypatch: pytest.MonkeyPatch,
    pauses: list[FairQueue],
) -> None:
    ids = await id_manager(applications)
    await site.press(await log_in(site, ids), "ログアウト")
    for limit in (
        "here",
        "network",
        "person",
        "guard",
        "company",
        "everybody",
    ):
        allow(monkeypatch, MEMBERS, limit, 0)
    assert (await log_in(site, ids)).path == "/home"
    assert pauses == []


async def test_s15_network_of_an_earlier_login_is_not_slowed_down_by_others(
    site: Site,
    applications: Applications,
    monkeypatch: pytest.MonkeyPatch,
    pauses: list[FairQueue],
) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    for limit in ("person", "guard", "company", "everybody"):
        allow(monkeypatch, MEMBERS, limit, 0)
    async with site.browser() as another_browser:
        assert (await log_in(Visitor(another_browser), ids)).path == "/home"
    assert pauses == []


async def test_s15_account_that_was_guessed_at_all_day_wants_strangers_to_show_the_mailbox(
    site: Site,
    applications: Applications,
    monkeypatch: pytest.MonkeyPatch,
    pauses: list[FairQueue],
) -> None:
    """Guesses end there, and the owner's way in stays open, from any browser and network."""
    ids = await id_manager(applications)
    allow(monkeypatch, MEMBERS, "guard", 3)
    assert await guess(site, ids, ipv4(4)) == {422, 403}
    site.clock.now += MEMBERS.allowances.here.window
    page = await log_in(site, ids)
    assert (page.status, page.h1) == (
        403,
        "この端末からのログインには、メールでの確認が必要です",
    )
    page = await log_in(site, Ids(company_id(9_999_999), "001"))
    assert page.status == 422, "others log in as ever"
    page = await ask(site, ids.company_id, APPLICANT)
    await set_password(site, await link_of(applications, ids, Purpose.PASSWORD))
    assert (await log_in(site, ids, NEW_PASSWORD)).path == "/home"
    assert pauses == []


async def test_s15_known_browser_has_a_limit_of_its_own(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await site.press(await log_in(site, ids), "ログアウト")
    for _ in range(MEMBERS.allowances.browser.most):
        assert (await log_in(site, ids, WRONG)).status == 422
    assert (await log_in(site, ids)).status == 429


@pytest.mark.parametrize("forged", ["", ".", "x.y", "é.é", "0" * 32 + "." + "0" * 64])
async def test_s15_known_browser_cannot_be_made_up(
    site: Site,
    applications: Applications,
    monkeypatch: pytest.MonkeyPatch,
    forged: str,
) -> None:
    ids = await id_manager(applications)
    allow(monkeypatch, MEMBERS, "network", 0)
    await site.get("/login")
    fields = fields_of(site, ids)
    cookies = f"{KNOWN_BROWSER}={forged}; __Host-csrf={fields['csrf_token']}".encode()
    answer = await site.client.post("/login", data=fields, headers={b"Cookie": cookies})
    assert answer.status_code == 429


async def test_s15_browser_known_to_one_account_is_a_stranger_to_another(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = await id_manager(applications)
    await site.press(await log_in(site, manager), "ログアウト")
    allow(monkeypatch, MEMBERS, "network", 0)
    assert (await log_in(site, await colleague(manager))).status == 429
    assert (await log_in(site, manager)).path == "/home"
