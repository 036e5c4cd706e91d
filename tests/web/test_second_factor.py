"""「二段階認証」: members turn their second factor on and off (S21)."""

from datetime import datetime

import pyotp

from db.identity import second_factors
from db.members import sessions
from db.tables.operation import AuditEvent
from domain.logins import MEMBERS
from rig.applications import APPLICANT, PASSWORD, Applications
from rig.members import Ids, colleague, id_manager
from rig.own_data import letters
from rig.second_factors import STEP
from rig.site import Site
from rig.visitor import Page, words
from tests.web.test_login import log_in

PATH = "/profile/second-factor"
SESSION = "__Host-session"


async def offered(site: Site, ids: Ids) -> Page:
    """The page with the QR code."""
    await log_in(site, ids)
    return await site.press(await site.get(PATH), "設定を始める", 現在のパスワード=PASSWORD)


def secret_on(page: Page) -> str:
    (shown,) = (e for e in page.tree.iter("p") if e.get("class") == "secret-text")
    return words(shown).replace(" ", "")


def code_on(page: Page, at: datetime) -> str:
    return pyotp.TOTP(secret_on(page)).at(at)


async def turn_on(site: Site, ids: Ids) -> Page:
    """The page that shows the recovery codes."""
    page = await offered(site, ids)
    code = code_on(page, site.clock.now)
    return await site.press(page, "二段階認証を有効にする", 確認コード=code)


def recovery_codes(page: Page) -> list[str]:
    (shown,) = (e for e in page.tree.iter("ul") if e.get("class") == "recovery-codes")
    return [words(item) for item in shown]


async def tags() -> list[str]:
    rows = await AuditEvent.select(AuditEvent.tag).order_by(AuditEvent.id)
    return [row["tag"] for row in rows if "session" not in row["tag"] and "member:" in row["tag"]]


async def test_setting_up_shows_a_qr_code_and_the_key_as_text(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    page = await offered(site, ids)
    assert page.path == f"{PATH}/code"
    (drawing,) = (e for e in page.tree.iter("div") if e.get("role") == "img")
    assert [e for e in drawing.iter() if e.get("class") == "qrline"]
    uri = page.link("認証アプリを開く")
    assert uri.startswith(f"otpauth://totp/Inforex:{ids.company_id}-001?secret={secret_on(page)}")
    assert secret_on(await site.get(f"{PATH}/code")) == secret_on(page), "reading changes nothing"


async def test_first_code_turns_it_on_and_shows_ten_recovery_codes(
    site: Site, applications: Applications
) -> None:
    page = await turn_on(site, await id_manager(applications))
    assert page.h1 == "回復コード"
    assert len(set(recovery_codes(page))) == 10
    page = await site.get(page.link("保管しました"))
    assert "二段階認証は有効です" in page.text
    assert "使える回復コードは残り10個です" in page.text
    assert await tags() == ["member:second_factor:on"]


async def test_recovery_codes_are_shown_nowhere_again(
    site: Site, applications: Applications
) -> None:
    codes = recovery_codes(await turn_on(site, await id_manager(applications)))
    for path in (PATH, f"{PATH}/code", f"{PATH}/recovery-codes", f"{PATH}/off"):
        page = await site.get(path)
        assert not [code for code in codes if code in page.html]


async def test_login_asks_for_the_code_from_now_on(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    await site.press(await turn_on(site, ids), "ログアウト")
    assert (await log_in(site, ids)).path == "/login/code"


async def test_turning_it_on_ends_other_sessions_and_renews_this_one(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    here = site.client
    site.client = site.browser()
    await log_in(site, ids)
    elsewhere, site.client = site.client, here
    page = await offered(site, ids)
    before = here.cookies[SESSION]
    code = code_on(page, site.clock.now)
    await site.press(page, "二段階認証を有効にする", 確認コード=code)
    assert (await site.get("/home")).path == "/home"
    assert here.cookies[SESSION] != before
    assert await sessions.find(before, site.clock.now) is None
    site.client = elsewhere
    assert (await site.get("/home")).path == "/login"


async def test_wrong_first_code_is_told_and_the_same_key_shown(
    site: Site, applications: Applications
) -> None:
    page = await offered(site, await id_manager(applications))
    wrong = f"{(int(code_on(page, site.clock.now)) + 1) % 1_000_000:06d}"
    again = await site.press(page, "二段階認証を有効にする", 確認コード=wrong)
    assert again.status == 422
    assert "一致しません" in again.errors["code"]
    assert secret_on(again) == secret_on(page)
    again = await site.press(page, "二段階認証を有効にする", 確認コード="")
    assert "6桁の数字" in again.errors["code"]
    assert await tags() == []


async def test_every_change_asks_for_the_password(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    page = await site.press(await site.get(PATH), "設定を始める", 現在のパスワード="wrong")
    assert page.status == 422
    assert (await site.get(f"{PATH}/code")).path == PATH, "nothing is on offer"
    page = await site.press(page, "設定を始める", 現在のパスワード=PASSWORD)
    code = code_on(page, site.clock.now)
    await site.press(page, "二段階認証を有効にする", 確認コード=code)
    for path, button in (("off", "無効にする"), ("recovery-codes", "回復コードを発行する")):
        page = await site.get(f"{PATH}/{path}")
        page = await site.press(page, button, 現在のパスワード="wrong")
        assert page.status == 422
        assert set(page.errors) == {"password_present"}
    assert await tags() == ["member:second_factor:on"]
    assert len(await letters()) == 1


async def test_every_change_is_told_to_the_owner_by_mail(
    site: Site, applications: Applications
) -> None:
    await turn_on(site, await id_manager(applications))
    for path, button in (("recovery-codes", "回復コードを発行する"), ("off", "無効にする")):
        page = await site.get(f"{PATH}/{path}")
        await site.press(page, button, 現在のパスワード=PASSWORD)
    assert await letters() == [("second_factor_changed", APPLICANT)] * 3
    assert len(set(site.relay.nudged)) == 3


async def test_turned_off_the_password_alone_logs_in(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    page = await site.get((await turn_on(site, ids)).link("保管しました"))
    page = await site.get(page.link("二段階認証を無効にする"))
    page = await site.press(page, "無効にする", 現在のパスワード=PASSWORD)
    assert "二段階認証は設定されていません" in page.text
    await site.press(page, "ログアウト")
    assert (await log_in(site, ids)).path == "/home"
    assert await tags() == ["member:second_factor:on", "member:second_factor:off"]


async def test_new_recovery_codes_void_the_former(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    page = await turn_on(site, ids)
    former = recovery_codes(page)
    page = await site.get(page.link("保管しました"))
    page = await site.get(page.link("回復コードを新しくする"))
    page = await site.press(page, "回復コードを発行する", 現在のパスワード=PASSWORD)
    newer = recovery_codes(page)
    assert not set(former) & set(newer)
    account = (await ids.credentials()).key
    owner = MEMBERS.owner(account)
    assert not await second_factors.use_recovery_code(owner, former[0], site.clock.now)
    assert await second_factors.use_recovery_code(owner, newer[0], site.clock.now)
    assert await tags() == ["member:second_factor:on", "member:recovery_codes:renew"]


async def test_few_recovery_codes_are_a_warning(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    codes = recovery_codes(await turn_on(site, ids))
    owner = MEMBERS.owner((await ids.credentials()).key)
    for code in codes[:7]:
        await second_factors.use_recovery_code(owner, code, site.clock.now)
    page = await site.get(PATH)
    assert "使える回復コードは残り3個です" in page.text
    assert "回復コードを新しくしてください" in page.text


async def test_first_code_sent_twice_turns_it_on_once(
    site: Site, applications: Applications
) -> None:
    page = await offered(site, await id_manager(applications))
    code = code_on(page, site.clock.now)
    await site.press(page, "二段階認証を有効にする", 確認コード=code)
    site.clock.now += STEP
    again = code_on(page, site.clock.now)
    page = await site.press(page, "二段階認証を有効にする", 確認コード=again)
    assert page.path == PATH
    assert await tags() == ["member:second_factor:on"]


async def test_new_recovery_codes_without_a_factor_are_not_given(
    site: Site, applications: Applications
) -> None:
    await log_in(site, await id_manager(applications))
    page = await site.get(f"{PATH}/recovery-codes")
    page = await site.press(page, "回復コードを発行する", 現在のパスワード=PASSWORD)
    assert page.path == PATH
    assert "二段階認証は設定されていません" in page.text
    assert await letters() == []


async def test_id_managers_are_advised_to_use_it(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    assert "設定をおすすめします" in (await site.get(PATH)).text
    site.client = site.browser()
    await log_in(site, await colleague(ids))
    assert "設定をおすすめします" not in (await site.get(PATH)).text


async def test_pages_of_the_second_factor_speak_english(
    site: Site, applications: Applications
) -> None:
    page = await offered(site, await id_manager(applications))
    page = await site.get(f"{PATH}/code?lang=en")
    assert page.h1 == "Setting up two-step login"
    code = code_on(page, site.clock.now)
    page = await site.press(page, "Turn on two-step login", **{"Verification code": code})
    assert page.h1 == "Recovery codes"
