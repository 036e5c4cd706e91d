"""Login and sessions (security.md S13 to S18); their times and tables are in tests/db."""

import asyncio
import re
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from db.members import sessions
from db.tables.members import LoginRecord
from db.tables.operation import AuditEvent
from domain.identifiers import company_id
from domain.logins import MEMBERS
from domain.passwords import hash_password
from domain.tokens import Purpose
from rig.applications import APPLICANT, PASSWORD, Applications
from rig.members import Ids, colleague, id_manager, stopped
from rig.own_data import NEW_PASSWORD, link_of
from rig.site import Site
from rig.visitor import Page, Visitor
from tests.limits import allow
from tests.web.test_forgotten import ask, set_password
from tests.web.test_login import log_in
from web.queues import FairQueue

SESSION = "__Host-session"
KNOWN_BROWSER = "__Host-known-browser"
WRONG = "wrong-horse-battery-staple"


async def failures(site: Site, ids: Ids) -> dict[str, Page]:
    """Every way in which a login can fail."""
    stopped = await colleague(ids, "003")
    await stopped.change(state="stopped")
    invited = await colleague(ids, "004")
    await invited.change(password_hash=None)
    tries = {
        "no such company": (Ids(company_id(9_999_999), "001"), PASSWORD),
        "no such account": (Ids(ids.company_id, "777"), PASSWORD),
        "wrong password": (ids, WRONG),
        "no password": (ids, ""),
        "no password, no such account": (Ids(ids.company_id, "778"), ""),
        "too long a password": (ids, "x" * 5_000),
        "stopped account, right password": (stopped, PASSWORD),
        "account without a password yet": (invited, PASSWORD),
    }
    return {name: await log_in(site, who, password) for name, (who, password) in tries.items()}


def fields_of(site: Site, ids: Ids) -> dict[str, str]:
    """What the login's form sends, for a browser that has its CSRF cookie."""
    return {
        "csrf_token": site.client.cookies["__Host-csrf"],
        "company_id": ids.company_id,
        "account_id": ids.account_id,
        "password": PASSWORD,
    }


def without_what_was_typed(page: Page) -> str:
    return re.sub(r'(name="(company_id|account_id|csrf_token)"[^>]*value=")[^"]*', r"\1", page.html)


async def test_s13_failed_logins_answer_alike(site: Site, applications: Applications) -> None:
    pages = (await failures(site, await id_manager(applications))).values()
    assert {page.status for page in pages} == {422}
    assert len({without_what_was_typed(page) for page in pages}) == 1
    assert {frozenset(page.response.headers) for page in pages} == {
        frozenset(next(iter(pages)).response.headers)
    }


async def test_s13_failed_logins_take_the_same_work(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await id_manager(applications)
    verified: list[str] = []
    real: Callable[..., bool] = PasswordHasher.verify

    def noting(hasher: PasswordHasher, hashed: str, password: str) -> bool:
        verified.append(hashed.rsplit("$", 2)[0])
        return real(hasher, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", noting)
    tried = len(await failures(site, ids))
    assert len(verified) == tried
    assert len(set(verified)) == 1, verified


async def test_s13_failed_logins_are_recorded_alike_without_what_was_typed(
    site: Site, applications: Applications
) -> None:
    tried = len(await failures(site, await id_manager(applications)))
    events = await AuditEvent.select().where(AuditEvent.tag == "member:login:fail")
    assert len(events) == tried
    assert {event["details"] for event in events} == {"{}"}


async def test_s13_failed_logins_ask_the_database_alike(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only an account that exists has a history, but every try runs the same statements."""
    ids = await id_manager(applications)
    await site.get("/login")
    fields = fields_of(site, ids) | {"password": WRONG}
    asked: list[list[str]] = []
    real = PostgresEngine.run_querystring

    async def noting(engine: PostgresEngine, query: QueryString, **options: bool) -> object:
        asked[-1].append(query.compile_string()[0])
        return await real(engine, query, **options)

    monkeypatch.setattr(PostgresEngine, "run_querystring", noting)
    for account_id in ("001", "777"):
        asked.append([])
        await site.client.post("/login", data=fields | {"account_id": account_id})
    assert asked[0] == asked[1]
    monkeypatch.undo()
    (record,) = await LoginRecord.select()
    assert record["account"] == (await ids.credentials()).key


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


async def test_s16_every_login_gives_a_new_identifier(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    first = site.client.cookies[SESSION]
    page = await site.post("/login", fields_of(site, ids))
    assert page.path == "/home"
    assert site.client.cookies[SESSION] != first
    assert await sessions.find(first, site.clock.now) is None


async def test_s16_identifier_that_the_client_chose_is_refused_and_not_kept(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    site.client.cookies.set(SESSION, "chosen", domain="inforex.test")
    assert (await site.get("/home")).path == "/login"
    await log_in(site, ids)
    assert await sessions.find("chosen", site.clock.now) is None


async def test_s16_cookies_are_out_of_reach(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    page = await log_in(site, ids)
    (login,) = page.response.history
    given = {c.split("=", 1)[0]: c for c in login.headers.get_list("set-cookie")}
    assert {SESSION, KNOWN_BROWSER} <= set(given)
    for name in (SESSION, KNOWN_BROWSER):
        attributes = {part.strip().lower() for part in given[name].split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= attributes
        assert not any(part.startswith("domain") for part in attributes)
    assert "max-age" not in given[SESSION].lower(), "it ends with the browser"


async def test_s17_page_of_a_session_that_is_over_leads_to_the_login(
    site: Site, applications: Applications
) -> None:
    await log_in(site, await id_manager(applications))
    site.clock.now += MEMBERS.idle_limit - timedelta(seconds=1)
    assert (await site.get("/home")).path == "/home"
    site.clock.now += MEMBERS.idle_limit
    assert (await site.get("/home")).path == "/login"


async def test_s17_stopped_account_is_out_at_its_next_request(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    await stopped(ids)
    assert (await site.get("/home")).path == "/login"


@pytest.mark.usefixtures("full_cost")
async def test_s18_password_is_kept_as_argon2id_of_19_mib_and_two_passes(
    site: Site, applications: Applications
) -> None:
    """That of the tests costs less, and so is hashed anew at the login."""
    ids = await id_manager(applications)
    await log_in(site, ids)
    kept = (await ids.credentials()).password_hash
    assert kept is not None
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("correct-horse-battery", "ｃｏｒｒｅｃｔ－ｈｏｒｓｅ－ｂａｔｔｅｒｙ"),
        ("ｃｏｒｒｅｃｔ－ｈｏｒｓｅ－ｂａｔｔｅｒｙ", "correct-horse-battery"),
        ("パスワードは長い文章", "ﾊﾟｽﾜｰﾄﾞは長い文章"),
        ("  spaces stay as they are  ", "  spaces stay as they are  "),
        ("長" * 128, "長" * 128),
    ],
)
async def test_s18_password_is_the_same_however_it_is_typed(
    site: Site, applications: Applications, kept: str, typed: str
) -> None:
    ids = await id_manager(applications)
    await ids.change(password_hash=await asyncio.to_thread(hash_password, kept))
    assert (await log_in(site, ids, typed)).path == "/home"


async def test_s18_a_long_password_is_not_cut(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    await ids.change(password_hash=await asyncio.to_thread(hash_password, "長" * 128))
    assert (await log_in(site, ids, "長" * 127)).status == 422
    assert (await log_in(site, ids, "長" * 129)).status == 422
