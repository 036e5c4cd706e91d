"""The second factor (security.md S21); its tables are in tests/db, its pages in tests/web."""

import asyncio

import pytest

from db.identity.second_factors import verify
from db.tables.companies import LoginSession
from db.tables.members import LoginChallenge, LoginRecord, RecoveryCode, SecondFactor
from db.tables.operation import AuditEvent
from rig.applications import Applications
from rig.members import Ids, colleague, id_manager
from rig.second_factors import App, turned_on
from rig.site import Site
from tests.statements import statements
from tests.web.test_login import log_in
from tests.web.test_second_step import COOKIE, SESSION, enter


async def guarded(site: Site, applications: Applications, ids: Ids) -> App:
    account = (await ids.credentials()).key
    return await turned_on(f"account:{account}", applications.settings, site.clock.now)


async def test_s21_code_that_was_seen_is_of_no_use_to_the_next(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    app = await guarded(site, applications, ids)
    code = app.code(site.clock.now)
    assert (await enter(site, await log_in(site, ids), code)).path == "/home"
    site.client = site.browser()
    assert (await enter(site, await log_in(site, ids), code)).status == 422


async def test_s21_a_code_that_is_used_up_takes_the_same_work_as_a_wrong_one(
    site: Site, applications: Applications
) -> None:
    app = await guarded(site, applications, await id_manager(applications))
    keys, at = applications.settings.link_keys, site.clock.now
    assert await verify(app.owner, app.code(at), keys, at)
    async with statements() as of_the_used_one:
        assert not await verify(app.owner, app.code(at), keys, at)
    async with statements() as of_a_wrong_one:
        assert not await verify(app.owner, app.wrong_code(at), keys, at)
    assert of_the_used_one == of_a_wrong_one


async def test_s21_one_code_from_two_browsers_at_once_logs_in_one(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    code = (await guarded(site, applications, ids)).code(site.clock.now)
    browsers = [site.browser(), site.browser()]
    for site.client in browsers:
        await log_in(site, ids)
    answers = await asyncio.gather(
        *(
            browser.post(
                "/login/code",
                data={"csrf_token": browser.cookies["__Host-csrf"], "code": code},
            )
            for browser in browsers
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert await LoginSession.count() == 1


async def test_s21_code_of_one_account_does_not_open_another(
    site: Site, applications: Applications
) -> None:
    manager = await id_manager(applications)
    other = await colleague(manager)
    await guarded(site, applications, manager)
    app = await guarded(site, applications, other)
    page = await log_in(site, manager)
    assert (await enter(site, page, app.code(site.clock.now))).status == 422


async def test_s21_password_alone_opens_no_page_of_members(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await guarded(site, applications, ids)
    await log_in(site, ids)
    waiting = site.client.cookies[COOKIE]
    site.client.cookies.set(SESSION, waiting)
    assert (await site.get("/home")).path == "/login"


@pytest.mark.parametrize("made_up", ["", "x", "0" * 43])
async def test_s21_wait_for_a_code_cannot_be_made_up(
    site: Site, applications: Applications, made_up: str
) -> None:
    ids = await id_manager(applications)
    app = await guarded(site, applications, ids)
    await site.get("/login")
    token = site.client.cookies["__Host-csrf"]
    answer = await site.client.post(
        "/login/code",
        data={"csrf_token": token, "code": app.code(site.clock.now)},
        headers={"Cookie": f"{COOKIE}={made_up}; __Host-csrf={token}"},
    )
    assert answer.status_code == 410


async def test_s07_neither_codes_nor_secrets_nor_tokens_are_kept_or_logged(
    site: Site, applications: Applications, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = await id_manager(applications)
    app = await guarded(site, applications, ids)
    page = await log_in(site, ids)
    code, wrong = app.code(site.clock.now), app.wrong_code(site.clock.now)
    secrets = [app.secret, code, wrong, *app.recovery_codes, site.client.cookies[COOKIE]]
    await enter(site, page, wrong)
    await enter(site, page, code)
    tables = (SecondFactor, RecoveryCode, LoginChallenge, LoginRecord, LoginSession)
    kept = [str(await table.select()) for table in tables]
    kept += [str(await AuditEvent.select(AuditEvent.tag, AuditEvent.details))]
    assert [secret for secret in secrets if secret in "".join(kept)] == []
    logged = capsys.readouterr().out
    assert "/login/code" in logged
    assert [secret for secret in secrets if secret in logged] == []
