"""S16 to S18: sessions, cookies and passwords of members."""

import asyncio
from datetime import timedelta

import pytest

from db.members import sessions
from domain.logins import MEMBERS
from domain.passwords import hash_password
from rig.applications import Applications
from rig.members import id_manager, stopped
from rig.site import Site
from tests.security.logins import KNOWN_BROWSER, SESSION, fields_of
from tests.web.test_login import log_in


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
