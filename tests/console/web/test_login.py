"""The login to the console: what it takes, where it leads, what comes first."""

import re
from datetime import timedelta

import pyotp
import pytest

from db.audit import ActReason
from db.console import staff
from db.console.administrators import NewPerson, add_person, stop
from db.identity.credentials import Credentials, load_credentials_of
from db.tables.members import SecondFactor
from domain.console_roles import Role
from domain.logins import LoginKind
from domain.passwords import hash_password, new_first_password
from rig.console.staff import PASSWORD, Person, let_in, logged_in, person_of
from rig.site import Site
from rig.visitor import Page, Visitor

PEOPLE = "/console/administrators"
OWN = "a-long-sentence-about-rain"


async def enter_password(site: Visitor, mail_address: str, password: str = PASSWORD) -> Page:
    page = await site.get(PEOPLE)
    return await site.press(page, "ログイン", メールアドレス=mail_address, パスワード=password)


async def log_in(site: Site, who: Person, password: str = PASSWORD) -> Page:
    page = await enter_password(site, who.mail_address, password)
    return await site.press(page, "ログイン", 確認コード=who.code(site))


async def newcomer(site: Site) -> tuple[str, str]:
    """The address and the first password of somebody who was just added."""
    first = new_first_password()
    new = NewPerson("new@inforex.example", "新人 四郎", Role.HELPDESK)
    await add_person(new, hash_password(first), ActReason("test", "試験"), site.clock.now)
    return new.mail_address, first


async def set_password(site: Site, page: Page) -> Page:
    return await site.press(
        page,
        "パスワードを設定する",
        **{"新しいパスワード": OWN, "新しいパスワード(再入力)": OWN},
    )


async def begin_second_factor(site: Site, page: Page) -> tuple[Page, pyotp.TOTP]:
    page = await site.press(page, "設定を始める")
    found = re.search(r"secret-text[^>]*>([A-Z2-7 ]+)<", page.html)
    assert found is not None
    return page, pyotp.TOTP(found[1].replace(" ", ""))


async def test_password_and_code_lead_to_the_page_that_was_wanted(site: Site) -> None:
    who = await person_of(site)
    page = await enter_password(site, who.mail_address)
    assert page.h1 == "確認コードの入力"
    assert "__Host-console" not in site.client.cookies
    page = await site.press(page, "ログイン", 確認コード=who.code(site))
    assert (page.status, page.path) == (200, PEOPLE)
    assert (await who.row()).last_login_at == site.clock.now


async def test_console_without_more_leads_to_the_queue(site: Site) -> None:
    await logged_in(site, "viewer")
    answer = await site.client.get("/console")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/applications")


async def test_address_is_understood_however_it_is_typed(site: Site) -> None:
    await person_of(site)
    page = await enter_password(site, " Ａdministrator@INFOREX.example ")
    assert page.h1 == "確認コードの入力"


async def test_what_cannot_be_an_address_is_told(site: Site) -> None:
    page = await enter_password(site, "administrator")
    assert page.status == 422
    assert "name@example.co.jp" in page.errors["mail_address"]
    assert page.value("メールアドレス") == "administrator"


async def test_wrong_password_keeps_the_address_and_not_the_password(site: Site) -> None:
    who = await person_of(site)
    page = await enter_password(site, who.mail_address, "wrong-horse-battery")
    assert (page.status, page.h1) == (422, "管理画面へのログイン")
    assert "ログインできませんでした" in page.text
    assert page.value("メールアドレス") == who.mail_address
    assert "wrong-horse-battery" not in page.html


async def test_wrong_code_is_told_and_a_right_one_still_leads_in(site: Site) -> None:
    who = await person_of(site)
    page = await enter_password(site, who.mail_address)
    wrong = f"{(int(who.code(site)) + 1) % 1_000_000:06}"
    page = await site.press(page, "ログイン", 確認コード=wrong)
    assert page.status == 422
    assert "確認コードが違うか、使用済みです" in page.errors["code"]
    page = await site.press(page, "ログイン", 確認コード=who.code(site))
    assert page.path == PEOPLE


async def test_after_five_wrong_codes_the_password_is_asked_for_again(site: Site) -> None:
    who = await person_of(site)
    page = await enter_password(site, who.mail_address)
    wrong = f"{(int(who.code(site)) + 1) % 1_000_000:06}"
    for _ in range(5):
        page = await site.press(page, "ログイン", 確認コード=wrong)
    assert page.h1 == "管理画面へのログイン"
    assert "もう一度、パスワードから" in page.text
    page = await log_in(site, who)
    assert page.path == PEOPLE


async def test_code_after_ten_minutes_is_too_late(site: Site) -> None:
    who = await person_of(site)
    page = await enter_password(site, who.mail_address)
    site.clock.now += timedelta(minutes=10)
    page = await site.press(page, "ログイン", 確認コード=who.code(site))
    assert (page.status, page.h1) == (422, "管理画面へのログイン")
    assert (await site.get("/console/login/code")).h1 == "管理画面へのログイン"


async def test_newcomer_sets_a_password_and_a_second_factor_before_anything_else(
    site: Site,
) -> None:
    address, first = await newcomer(site)
    page = await enter_password(site, address, first)
    assert page.h1 == "パスワードの設定"
    assert (await site.get(PEOPLE)).h1 == "パスワードの設定"
    page = await set_password(site, page)
    assert page.h1 == "二段階認証の設定"
    assert (await site.get("/console/profile")).h1 == "二段階認証の設定"
    page, app = await begin_second_factor(site, page)
    page = await site.press(page, "二段階認証を有効にする", 確認コード=app.at(site.clock.now))
    assert page.h1 == "回復コード"
    codes = re.findall(r"<li>([0-9A-Z-]{19})</li>", page.html)
    assert len(codes) == 10
    assert (await site.get(PEOPLE)).h1 == "管理者"

    site.client = site.browser()
    page = await enter_password(site, address, OWN)
    page = await site.press(page, "ログイン", 確認コード=app.at(site.clock.now))
    assert "使用済み" in page.errors["code"], "the code of the set-up is used up"
    site.clock.now += timedelta(seconds=30)
    page = await site.press(page, "ログイン", 確認コード=app.at(site.clock.now))
    assert page.path == PEOPLE

    site.client = site.browser()
    await enter_password(site, address, OWN)
    page = await site.get("/console/login/code?way=recovery")
    page = await site.press(page, "ログイン", 回復コード=codes[0].lower())
    assert page.h1 == "自分のログイン"
    assert "使えるものは残り9個" in page.text


async def test_newcomer_who_is_stopped_at_that_moment_turns_nothing_on(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await set_password(site, await enter_password(site, *await newcomer(site)))
    page, app = await begin_second_factor(site, page)

    async def after_being_stopped(kind: LoginKind, key: int) -> Credentials | None:
        await stop(key, ActReason("test", "試験"), site.clock.now)
        return await load_credentials_of(kind, key)

    monkeypatch.setattr("web.console.first_login.load_credentials_of", after_being_stopped)
    page = await site.press(page, "二段階認証を有効にする", 確認コード=app.at(site.clock.now))
    assert page.h1 == "管理画面へのログイン"
    assert await SecondFactor.count().where(SecondFactor.confirmed_at.is_not_null()) == 0


@pytest.mark.parametrize("mistyped", ["", "!"])
async def test_first_password_cannot_be_kept_and_all_is_told_at_once(
    site: Site, mistyped: str
) -> None:
    address, first = await newcomer(site)
    page = await enter_password(site, address, first)
    page = await site.press(
        page,
        "パスワードを設定する",
        **{"新しいパスワード": first, "新しいパスワード(再入力)": first + mistyped},
    )
    assert page.status == 422
    assert "これまでと同じパスワードです" in page.errors["password"]
    assert ("1つめと一致しません" in page.errors.get("password_again", "")) is bool(mistyped)
    assert first not in page.html


@pytest.mark.parametrize(
    ("typed", "again", "field", "told"),
    [
        ("a-sentence-abo", "a-sentence-abo", "password", "15文字以上"),
        (OWN, "another sentence of mine", "password_again", "1つめと一致しません"),
        ("inforex-example-new", "inforex-example-new", "password", "推測されやすい"),
    ],
)
async def test_weak_or_mistyped_own_password_is_told(
    site: Site, typed: str, again: str, field: str, told: str
) -> None:
    page = await enter_password(site, *await newcomer(site))
    page = await site.press(
        page,
        "パスワードを設定する",
        **{"新しいパスワード": typed, "新しいパスワード(再入力)": again},
    )
    assert page.status == 422
    assert told in page.errors[field]


async def test_first_steps_are_closed_to_whoever_did_them(site: Site) -> None:
    await logged_in(site)
    for step in ("password", "second-factor"):
        answer = await site.client.get(f"/console/first/{step}")
        assert answer.headers["location"] == "/console"


async def test_second_step_is_closed_without_the_first(site: Site) -> None:
    assert (await site.get("/console/login/code")).h1 == "管理画面へのログイン"


async def test_logout_ends_the_session(site: Site) -> None:
    who = await logged_in(site)
    identifier = site.client.cookies["__Host-console"]
    page = await site.press(await site.get(PEOPLE), "ログアウト")
    assert page.h1 == "管理画面へのログイン"
    assert await staff.find(identifier, site.clock.now) is None
    assert (await site.get(PEOPLE)).path == "/console/login"
    await let_in(site, who)
    assert (await site.get("/console/login?return_to=/console/administrators")).path == PEOPLE


async def test_every_page_says_who_is_logged_in_and_warns_before_the_session_ends(
    site: Site,
) -> None:
    await logged_in(site)
    page = await site.get(PEOPLE)
    assert "管理 一郎（管理者）" in page.html.replace("</a>", "")
    (warning,) = (e for e in page.tree.iter("div") if e.get("data-appears-after"))
    assert warning.get("data-appears-after") == str(25 * 60)


async def test_console_is_japanese_for_a_browser_that_chose_english(site: Site) -> None:
    await site.get("/?lang=en")
    page = await site.get("/console/login")
    assert page.tree.get("lang") == "ja"
    page = await site.press(page, "ログイン", メールアドレス="")
    assert page.title.startswith("エラー：")
    assert ">English<" not in page.html
    assert ">日本語<" not in page.html


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/home", "/console//evil.example"]
)
async def test_login_never_leads_out_of_the_console(site: Site, elsewhere: str) -> None:
    await logged_in(site)
    answer = await site.client.get("/console/login", params={"return_to": elsewhere})
    assert answer.headers["location"] == "/console"
