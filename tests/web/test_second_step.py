"""「確認コード」: the second step of a login (S21)."""

import re
from datetime import timedelta

import pytest

from db.identity.challenges import LIFETIME, MOST_TRIES
from db.members import sessions
from db.tables.companies import LoginSession
from domain.logins import MEMBERS
from rig.applications import Applications
from rig.members import Ids, id_manager
from rig.second_factors import STEP, App, turned_on
from rig.site import Site
from rig.visitor import Page
from tests.limits import allow
from tests.web.test_login import log_in

SESSION = "__Host-session"
COOKIE = "__Host-login-code"
KNOWN_BROWSER = "__Host-known-browser"


async def guarded(site: Site, applications: Applications) -> tuple[Ids, App]:
    """An ID manager whose second factor is on."""
    ids = await id_manager(applications)
    account = (await ids.credentials()).key
    return ids, await turned_on(f"account:{account}", applications.settings, site.clock.now)


async def enter(site: Site, page: Page, code: str) -> Page:
    return await site.press(page, "ログイン", 確認コード=code)


async def test_right_password_leads_to_the_code_and_opens_nothing_yet(
    site: Site, applications: Applications
) -> None:
    ids, _ = await guarded(site, applications)
    page = await log_in(site, ids)
    assert page.path == "/login/code"
    assert page.h1 == "確認コードの入力"
    assert SESSION not in site.client.cookies
    assert KNOWN_BROWSER not in site.client.cookies
    assert not await LoginSession.exists()
    assert (await site.get("/home")).path == "/login"


async def test_right_code_leads_to_the_page_that_was_wanted(
    site: Site, applications: Applications
) -> None:
    ids, app = await guarded(site, applications)
    page = await log_in(site, ids, start="/login?return_to=%2Fprofile%2Flogins%3Fx%3D1")
    page = await enter(site, page, app.code(site.clock.now))
    assert str(page.response.url).endswith("/profile/logins?x=1")
    assert COOKIE not in site.client.cookies
    assert KNOWN_BROWSER in site.client.cookies


async def test_code_is_understood_as_people_type_it(site: Site, applications: Applications) -> None:
    ids, app = await guarded(site, applications)
    code = app.code(site.clock.now)
    typed = f"{code[:3]} {code[3:]}".translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert (await enter(site, await log_in(site, ids), typed)).path == "/home"


async def test_what_cannot_be_a_code_costs_no_try(site: Site, applications: Applications) -> None:
    ids, app = await guarded(site, applications)
    page = await log_in(site, ids)
    for _ in range(MOST_TRIES + 1):
        page = await enter(site, page, "12345")
        assert page.status == 422
    assert "6桁の数字" in page.errors["code"]
    assert (await enter(site, page, app.code(site.clock.now))).path == "/home"


async def test_wrong_code_is_told_and_the_next_one_taken(
    site: Site, applications: Applications
) -> None:
    ids, app = await guarded(site, applications)
    page = await enter(site, await log_in(site, ids), app.wrong_code(site.clock.now))
    assert page.status == 422
    assert "次に表示される確認コード" in page.errors["code"]
    assert (await enter(site, page, app.code(site.clock.now))).path == "/home"


async def test_five_wrong_codes_lead_back_to_the_password(
    site: Site, applications: Applications
) -> None:
    ids, app = await guarded(site, applications)
    page = form = await log_in(site, ids)
    for _ in range(MOST_TRIES):
        page = await enter(site, form, app.wrong_code(site.clock.now))
    assert page.status == 410
    assert page.h1 == "もう一度ログインしてください"
    assert page.link("ログイン") == "/login"
    assert (await enter(site, form, app.code(site.clock.now))).status == 410
    assert (await site.get("/login/code")).path == "/login"


async def test_code_that_comes_too_late_leads_back_to_the_password(
    site: Site, applications: Applications
) -> None:
    ids, app = await guarded(site, applications)
    page = await log_in(site, ids)
    site.clock.now += LIFETIME
    assert (await enter(site, page, app.code(site.clock.now))).status == 410


async def test_page_without_a_password_before_it_asks_for_the_login(site: Site) -> None:
    page = await site.get("/login/code?return_to=%2Fprofile")
    assert page.path == "/login"
    assert page.response.url.params["return_to"] == "/profile"


async def test_recovery_code_logs_in_and_says_how_many_are_left(
    site: Site, applications: Applications
) -> None:
    ids, app = await guarded(site, applications)
    page = await log_in(site, ids, start="/login?return_to=%2Fhome")
    page = await site.get(page.link("認証アプリを使えない場合"))
    typed = app.recovery_codes[0].lower().replace("-", " ")
    page = await site.press(page, "ログイン", **{"回復コード(1つ)": typed})
    assert page.path == "/profile/second-factor"
    assert "使える回復コードは残り9個です" in page.text


async def test_wrong_recovery_code_is_told(site: Site, applications: Applications) -> None:
    ids, _ = await guarded(site, applications)
    await log_in(site, ids)
    page = await site.get("/login/code?way=recovery")
    page = await site.press(page, "ログイン", **{"回復コード(1つ)": "0000-0000-0000-0000"})
    assert page.status == 422
    assert page.h1 == "回復コードの入力"
    assert "別の回復コード" in page.errors["code"]
    page = await site.get(page.link("認証アプリの確認コードを入力する"))
    assert page.h1 == "確認コードの入力"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"]
)
async def test_code_never_leads_to_another_site(
    site: Site, applications: Applications, elsewhere: str
) -> None:
    ids, app = await guarded(site, applications)
    await log_in(site, ids)
    fields = {
        "csrf_token": site.client.cookies["__Host-csrf"],
        "code": app.code(site.clock.now),
        "return_to": elsewhere,
    }
    answer = await site.client.post("/login/code", data=fields)
    assert answer.headers["location"] == "/home"


async def test_s16_code_gives_a_new_identifier_and_ends_the_session_before(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    before = site.client.cookies[SESSION]
    account = (await ids.credentials()).key
    app = await turned_on(f"account:{account}", applications.settings, site.clock.now)
    fields = {
        "csrf_token": site.client.cookies["__Host-csrf"],
        "company_id": ids.company_id,
        "account_id": ids.account_id,
        "password": "correct-horse-battery-staple",
    }
    page = await site.post("/login", fields)
    await enter(site, page, app.code(site.clock.now))
    assert site.client.cookies[SESSION] != before
    assert await sessions.find(before, site.clock.now) is None


async def test_cookie_of_the_step_is_out_of_reach_and_short_lived(
    site: Site, applications: Applications
) -> None:
    ids, _ = await guarded(site, applications)
    fields = {
        "company_id": ids.company_id,
        "account_id": ids.account_id,
        "password": "correct-horse-battery-staple",
    }
    await site.get("/login")
    fields["csrf_token"] = site.client.cookies["__Host-csrf"]
    answer = await site.client.post("/login", data=fields)
    (cookie,) = (c for c in answer.headers.get_list("set-cookie") if c.startswith(COOKIE))
    assert re.fullmatch(
        rf"{COOKIE}=[\w-]{{43}}; HttpOnly; Max-Age=600; Path=/; SameSite=lax; Secure", cookie
    )
    assert KNOWN_BROWSER not in str(answer.headers)


async def test_s15_codes_of_strangers_are_limited_over_all_their_logins(
    site: Site, applications: Applications
) -> None:
    ids, app = await guarded(site, applications)
    page = await log_in(site, ids)
    for tried in range(MEMBERS.allowances.code.most):
        if tried and tried % MOST_TRIES == 0:
            page = await log_in(site, ids)
        await enter(site, page, app.wrong_code(site.clock.now))
    page = await log_in(site, ids)
    assert (await enter(site, page, app.code(site.clock.now))).status == 429
    site.clock.now += timedelta(hours=1)
    page = await log_in(site, ids)
    assert (await enter(site, page, app.code(site.clock.now))).path == "/home"


async def test_s15_stranger_with_the_password_cannot_keep_the_owner_out(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids, app = await guarded(site, applications)
    owner = site.client
    page = await enter(site, await log_in(site, ids), app.code(site.clock.now))
    await site.press(page, "ログアウト")
    allow(monkeypatch, MEMBERS, "code", 2)
    site.client = site.browser()
    for status in (422, 429):
        page = await enter(site, await log_in(site, ids), app.wrong_code(site.clock.now))
        assert page.status == status
    page = await site.get("/login/code?way=recovery")
    page = await site.press(page, "ログイン", **{"回復コード(1つ)": app.recovery_codes[0]})
    assert page.status == 200, "a recovery code always works"
    site.client = owner
    page = await enter(site, await log_in(site, ids), app.code(site.clock.now + STEP))
    assert page.path == "/home", "and so does a browser that logged in before"


async def test_second_step_speaks_english(site: Site, applications: Applications) -> None:
    ids, _ = await guarded(site, applications)
    await log_in(site, ids)
    page = await site.get("/login/code?lang=en")
    assert page.h1 == "Enter your verification code"
    page = await site.get(page.link("If you cannot use your authenticator app"))
    assert page.h1 == "Enter a recovery code"
