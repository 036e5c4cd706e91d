"""Login and sessions (security.md S13 to S18); their times and tables are in tests/db."""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from db.members import sessions
from db.tables.members import LoginRecord
from db.tables.operation import AuditEvent
from domain.identifiers import company_id
from domain.passwords import hash_password
from tests.applications import PASSWORD, Applications
from tests.members import Ids, colleague, id_manager
from tests.visitor import Page
from tests.web.site import Site
from tests.web.test_login import log_in
from web.portal import login_attempt

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
    assert verified == ["$argon2id$v=19$m=19456,t=2,p=1"] * tried


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
    assert record["account"] == (await ids.credentials()).account


async def test_s15_eleventh_try_must_wait(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    for _ in range(login_attempt.PER_ACCOUNT_AND_NETWORK):
        assert (await log_in(site, ids, WRONG)).status == 422
    page = await log_in(site, ids)
    assert page.status == 429
    assert "15分ほど待ってから" in page.text
    assert page.response.headers["retry-after"] == "900"
    site.clock.now += login_attempt.WINDOW
    assert (await log_in(site, ids)).path == "/home"


async def test_s15_stranger_cannot_lock_the_owner_out(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    for _ in range(login_attempt.PER_ACCOUNT + 1):
        page = await log_in(site, ids, WRONG)
    assert page.status == 429
    site.client = site.browser(address="198.51.100.7")
    assert (await log_in(site, ids)).path == "/home"


@pytest.mark.parametrize(
    "shared", ["PER_ACCOUNT_AND_NETWORK", "PER_NETWORK", "PER_ACCOUNT", "PER_COMPANY", "OVERALL"]
)
async def test_s15_every_shared_limit_stops_strangers_but_no_known_browser(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch, shared: str
) -> None:
    ids = await id_manager(applications)
    owner = site.client
    assert (await log_in(site, ids)).path == "/home"
    monkeypatch.setattr(login_attempt, shared, 1)
    site.client = site.browser()
    assert (await log_in(site, ids)).status == 429
    site.client = owner
    await site.press(await site.get("/home"), "ログアウト")
    assert (await log_in(site, ids)).path == "/home"


async def test_s15_known_browser_has_a_limit_of_its_own(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await site.press(await log_in(site, ids), "ログアウト")
    for _ in range(login_attempt.PER_KNOWN_BROWSER):
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
    monkeypatch.setattr(login_attempt, "OVERALL", 0)
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
    monkeypatch.setattr(login_attempt, "OVERALL", 0)
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
    site.clock.now += sessions.IDLE_LIMIT - timedelta(seconds=1)
    assert (await site.get("/home")).path == "/home"
    site.clock.now += sessions.IDLE_LIMIT
    assert (await site.get("/home")).path == "/login"


async def test_s17_stopped_account_is_out_at_its_next_request(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    await ids.change(state="stopped")
    assert (await site.get("/home")).path == "/login"


async def test_s18_password_is_kept_as_argon2id_of_19_mib_and_two_passes(
    applications: Applications,
) -> None:
    kept = (await (await id_manager(applications)).credentials()).password_hash
    assert kept is not None
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("correct-horse-battery", "ｃｏｒｒｅｃｔ－ｈｏｒｓｅ－ｂａｔｔｅｒｙ"),
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
