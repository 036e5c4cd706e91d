"""Login and sessions of the console (security.md S13 to S18, S21, S42)."""

import asyncio
import re
from collections.abc import Iterable
from datetime import timedelta

import pytest

from db.audit import ActReason
from db.console import staff
from db.console.administrators import remove_second_factor
from db.console.staff import turn_on
from db.identity.challenges import begin_challenge
from db.identity.credentials import Credentials, load_credentials
from db.identity.login import CodeAttempt, CodeNeeded, begin_by_code, open_login
from db.identity.login_records import Origin
from db.identity.second_factors import offer, offered_secret
from db.tables.administration import AdministratorSession
from db.tables.operation import AuditEvent
from domain.logins import ADMINISTRATORS
from domain.tokens import token_hash
from rig.console.staff import PASSWORD, Person, let_in, logged_in, person_of
from rig.site import Site
from rig.visitor import Page, Visitor
from tests.console.web.test_login import enter_password, log_in
from tests.limits import allow
from tests.security.logins import WRONG, costs_of_verifying
from web.queues import FairQueue

SESSION = "__Host-console"
HERE = Origin(browser="Chrome / Windows", network="192.0.2.1")
KNOWN_BROWSER = "__Host-console-browser"
CODE = "__Host-console-code"
LIST = "/console/administrators"


async def failures(site: Site, who: Person) -> list[Page]:
    """Every way in which a password can fail."""
    stopped = await person_of(site, "helpdesk", state="stopped")
    return [
        await enter_password(site, address, password)
        for address, password in (
            ("nobody@inforex.example", PASSWORD),
            ("nobody@inforex.example", ""),
            (who.mail_address, WRONG),
            (who.mail_address, ""),
            (who.mail_address, "x" * 5_000),
            (stopped.mail_address, PASSWORD),
        )
    ]


async def credentials_of(who: Person) -> Credentials:
    credentials = await load_credentials(ADMINISTRATORS, who.mail_address)
    assert credentials is not None
    return credentials


def without_what_was_typed(page: Page) -> str:
    return re.sub(r'(name="(mail_address|csrf_token)"[^>]*value=")[^"]*', r"\1", page.html)


async def test_s13_failed_logins_answer_alike(site: Site) -> None:
    pages = await failures(site, await person_of(site))
    assert {page.status for page in pages} == {422}
    assert len({without_what_was_typed(page) for page in pages}) == 1
    assert len({frozenset(page.response.headers) for page in pages}) == 1


async def test_s13_failed_logins_take_the_same_work(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await person_of(site)
    verified = costs_of_verifying(monkeypatch)
    tried = len(await failures(site, who))
    assert len(verified) == tried
    assert len(set(verified)) == 1, verified


async def test_s15_eleventh_try_must_wait(site: Site) -> None:
    who = await person_of(site)
    for _ in range(ADMINISTRATORS.allowances.here.most):
        assert (await enter_password(site, who.mail_address, WRONG)).status == 422
    page = await enter_password(site, who.mail_address)
    assert page.status == 429
    site.clock.now += ADMINISTRATORS.allowances.here.window
    assert (await log_in(site, who)).path == LIST


async def guess(site: Site, mail_address: str, networks: Iterable[str]) -> set[int]:
    """Strangers guess, once from each of these networks; how they were answered."""
    statuses = set()
    for network in networks:
        async with site.browser(network) as client:
            statuses.add((await enter_password(Visitor(client), mail_address, WRONG)).status)
    return statuses


def ipv4(count: int) -> list[str]:
    """Networks that have nothing to do with each other."""
    return [f"198.18.{nth}.1" for nth in range(count)]


@pytest.mark.parametrize("wide", ["person", "everybody"])
async def test_s15_what_many_networks_do_slows_down_and_refuses_nobody(
    site: Site, monkeypatch: pytest.MonkeyPatch, pauses: list[FairQueue], wide: str
) -> None:
    who = await person_of(site)
    allow(monkeypatch, ADMINISTRATORS, wide, 2)
    assert await guess(site, who.mail_address, ipv4(4)) == {422}
    assert len(pauses) == 2
    assert (await log_in(site, who)).path == LIST
    assert pauses == [site.app.state.queues.console] * 3


@pytest.mark.parametrize("narrow", ["here", "network"])
async def test_s15_a_networks_own_doing_is_refused_to_it_alone(
    site: Site, monkeypatch: pytest.MonkeyPatch, narrow: str
) -> None:
    who = await person_of(site)
    allow(monkeypatch, ADMINISTRATORS, narrow, 1)
    assert await guess(site, who.mail_address, ["203.0.113.1"] * 2) == {422, 429}
    assert await guess(site, who.mail_address, [f"2001:db8:1:{n:x}::1" for n in range(3)]) == {
        422,
        429,
    }, "two networks of /64 in one /56 are no more than two"
    assert (await log_in(site, who)).path == LIST


async def test_s15_known_browser_is_neither_refused_nor_slowed_down_by_others(
    site: Site, monkeypatch: pytest.MonkeyPatch, pauses: list[FairQueue]
) -> None:
    who = await person_of(site)
    page = await log_in(site, who)
    for limit in ("here", "network", "person", "everybody"):
        allow(monkeypatch, ADMINISTRATORS, limit, 0)
    await site.press(page, "ログアウト")
    site.clock.now += timedelta(seconds=30)
    assert (await log_in(site, who)).path == LIST
    assert pauses == []


async def test_s15_right_passwords_use_up_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await person_of(site)
    for limit in ("here", "network"):
        allow(monkeypatch, ADMINISTRATORS, limit, 1)
    for _ in range(3):
        async with site.browser() as client:
            page = await enter_password(Visitor(client), who.mail_address)
            assert page.h1 == "確認コードの入力"


async def test_s15_known_browser_has_a_limit_of_its_own(site: Site) -> None:
    who = await person_of(site)
    await site.press(await log_in(site, who), "ログアウト")
    for _ in range(ADMINISTRATORS.allowances.browser.most):
        assert (await enter_password(site, who.mail_address, WRONG)).status == 422
    assert (await enter_password(site, who.mail_address)).status == 429


async def test_s15_browser_of_one_person_is_a_stranger_to_another(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await person_of(site)
    await site.press(await log_in(site, who), "ログアウト")
    allow(monkeypatch, ADMINISTRATORS, "network", 0)
    assert (await enter_password(site, "helpdesk@inforex.example")).status == 429
    assert (await enter_password(site, who.mail_address)).h1 == "確認コードの入力"


async def test_s15_codes_cannot_be_guessed_nor_the_owner_locked_out(site: Site) -> None:
    who = await person_of(site)
    owner = site.client
    await site.press(await log_in(site, who), "ログアウト")
    site.client = site.browser()
    wrong = f"{(int(who.code(site)) + 1) % 1_000_000:06}"
    for _ in range(2):
        page = await enter_password(site, who.mail_address)
        for _ in range(5):
            page = await site.press(page, "ログイン", 確認コード=wrong)
    page = await enter_password(site, who.mail_address)
    assert (await site.press(page, "ログイン", 確認コード=wrong)).status == 429
    site.client = owner
    site.clock.now += timedelta(seconds=30)
    assert (await log_in(site, who)).path == LIST


async def test_s16_identifier_that_the_client_chose_is_refused_and_not_kept(site: Site) -> None:
    who = await person_of(site)
    site.client.cookies.set(SESSION, "chosen", domain="inforex.test")
    assert (await site.get(LIST)).path == "/console/login"
    await log_in(site, who)
    assert await staff.find("chosen", site.clock.now) is None
    assert site.client.cookies.get(SESSION, path="/") != "chosen"


async def test_s16_login_ends_what_the_browser_was_logged_in_as(site: Site) -> None:
    await logged_in(site, "viewer")
    first = site.client.cookies[SESSION]
    who = await person_of(site)
    opened = await open_login(await credentials_of(who), HERE, replaces="", now=site.clock.now)
    assert isinstance(opened, CodeNeeded)
    site.client.cookies.set(CODE, opened.token, domain="inforex.test")
    page = await site.get("/console/login/code")
    await site.press(page, "ログイン", 確認コード=who.code(site))
    assert site.client.cookies[SESSION] != first
    assert await staff.find(first, site.clock.now) is None


async def test_s16_only_the_hash_of_an_identifier_is_stored(site: Site) -> None:
    await logged_in(site)
    (row,) = await AdministratorSession.select()
    assert row["token_hash"] == token_hash(site.client.cookies[SESSION])


async def test_s16_cookies_are_out_of_reach(site: Site) -> None:
    page = await log_in(site, await person_of(site))
    given = {
        cookie.split("=", 1)[0]: cookie
        for answer in page.response.history
        for cookie in answer.headers.get_list("set-cookie")
    }
    assert {SESSION, KNOWN_BROWSER} <= set(given)
    for name in (SESSION, KNOWN_BROWSER):
        attributes = {part.strip().lower() for part in given[name].split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= attributes
    assert "max-age" not in given[SESSION].lower(), "it ends with the browser"
    assert CODE not in site.client.cookies


async def test_s17_session_that_is_not_used_ends_after_half_an_hour(site: Site) -> None:
    await logged_in(site)
    site.clock.now += ADMINISTRATORS.idle_limit - timedelta(seconds=1)
    assert (await site.get(LIST)).path == LIST
    site.clock.now += ADMINISTRATORS.idle_limit
    assert (await site.get(LIST)).path == "/console/login"


async def test_s17_stopped_person_is_out_at_the_next_request(site: Site) -> None:
    who = await logged_in(site)
    await who.change(state="stopped")
    assert (await site.get(LIST)).path == "/console/login"
    await who.change(state="active")
    assert (await site.get(LIST)).path == "/console/login", "what is over never comes back"


async def test_s21_code_works_once_also_of_two_at_once(site: Site) -> None:
    who = await person_of(site)
    verified = await credentials_of(who)
    keys, now = site.app.state.settings.link_keys, site.clock.now
    attempts = []
    for _ in range(2):
        opened = await open_login(verified, HERE, replaces="", now=now)
        assert isinstance(opened, CodeNeeded)
        attempts.append(
            CodeAttempt(opened.token, who.code(site), recovery=False, origin=HERE, replaces="")
        )
    begun = await asyncio.gather(*(begin_by_code(a, verified, keys, now) for a in attempts))
    assert sum(identifier is not None for identifier in begun) == 1


async def test_s21_password_alone_opens_nothing(site: Site) -> None:
    who = await person_of(site)
    await enter_password(site, who.mail_address)
    assert SESSION not in site.client.cookies
    assert (await site.get(LIST)).path == "/console/login"
    assert not await AdministratorSession.exists()


async def test_s21_login_of_a_member_that_waits_for_its_code_is_of_no_use_here(site: Site) -> None:
    who = await person_of(site)
    token = await begin_challenge(f"account:{who.administrator}", site.clock.now)
    site.client.cookies.set(CODE, token, domain="inforex.test")
    assert (await site.get("/console/login/code")).h1 == "管理画面へのログイン"


async def test_s21_setting_up_the_second_factor_ends_logins_by_the_password_alone(
    site: Site,
) -> None:
    who = await person_of(site)
    keys, now = site.app.state.settings.link_keys, site.clock.now
    await remove_second_factor(who.administrator, ActReason("test", "試験"), now)
    await let_in(site, who)
    thief = site.client.cookies[SESSION]
    await let_in(site, who)
    own = site.client.cookies[SESSION]
    owner = f"administrator:{who.administrator}"
    await offer(owner, keys, now)
    secret = await offered_secret(owner, keys, now)
    assert secret is not None
    code = type(who.app)(secret).at(now)
    turned_on = await turn_on(await credentials_of(who), code, session=own, keys=keys, now=now)
    assert turned_on is not None
    assert await staff.find(thief, now) is None
    assert await staff.find(own, now) is None, "its identifier rotates"
    person = await staff.find(turned_on.identifier, now)
    assert person is not None
    assert person.first_step is None


async def test_s42_events_of_logins_name_nobody(site: Site) -> None:
    who = await person_of(site)
    await failures(site, who)
    await site.press(await log_in(site, who), "ログアウト")
    events = await AuditEvent.select().where(AuditEvent.tag.like("administrator:%"))
    assert {event["tag"] for event in events} == {
        "administrator:login:fail",
        "administrator:session:begin",
        "administrator:session:end",
    }
    for event in events:
        assert re.fullmatch(r'\{"administrator": [0-9]+\}', event["details"])
