"""「管理者」: who may use the console, seen, added and changed."""

import json
import re

import pytest

from db.console.staff import find
from db.identity.second_factors import is_on
from db.tables.administration import Administrator, AdministratorSession, ConsoleAct
from domain.business_calendar import format_jst
from domain.logins import ADMINISTRATORS
from domain.passwords import verify_password
from rig.console.staff import PASSWORD, Person, let_in, logged_in, person_of
from rig.site import Site
from rig.visitor import Page
from tests.console.web.test_login import enter_password, log_in

LIST = "/console/administrators"
REASON = "担当が変わったため"


async def add(site: Site, **typed: str) -> Page:
    """Add somebody by the form; a box is chosen by its label."""
    page = await site.get(f"{LIST}/add")
    fields = {
        "csrf_token": site.client.cookies["__Host-csrf"],
        "mail_address": "new@inforex.example",
        "person_name": "新人 四郎",
        "role": "helpdesk",
        "reason": REASON,
    }
    return await site.post(page.path, fields | typed)


async def change(site: Site, who: Person, what: str, **typed: str) -> Page:
    page = await site.get(f"{LIST}/{who.administrator}/{what}")
    fields = {"csrf_token": site.client.cookies["__Host-csrf"], "reason": REASON}
    return await site.post(page.path, fields | typed)


async def acts() -> list[tuple[str, str, str]]:
    """The acts so far: tag, who, why."""
    rows = await ConsoleAct.select().order_by(ConsoleAct.id)
    return [(row["tag"].rpartition(":")[2], row["done_by"], row["reason"]) for row in rows]


async def test_list_shows_everybody_and_how_they_log_in(site: Site) -> None:
    await logged_in(site, "viewer")
    await person_of(site, "helpdesk", state="stopped")
    rows = (await site.get(LIST)).cells("管理画面を使う人")
    at = format_jst(site.clock.now)
    assert rows == [
        ["見学 三郎", "viewer@inforex.example", "閲覧者", "利用中", "設定済み", at],
        ["窓口 京子", "helpdesk@inforex.example", "ヘルプデスク", "停止中", "設定済み", "なし"],
    ]


async def test_viewer_is_not_offered_what_a_viewer_may_not_do(site: Site) -> None:
    await logged_in(site, "viewer")
    other = await person_of(site)
    for path in (LIST, f"{LIST}/{other.administrator}"):
        page = await site.get(path)
        for refused in ("追加", "停止する", "再設定", "解除", "変更"):
            assert f"{refused}</a>" not in page.html


async def test_added_person_logs_in_by_the_password_that_was_shown_once(site: Site) -> None:
    await logged_in(site)
    page = await add(site, mail_address="New@Inforex.example")
    assert page.h1 == "最初のパスワード"
    found = re.search(r"[2-9a-z]{5}(-[2-9a-z]{5}){3}", page.html)
    assert found is not None
    assert found[0] not in (await site.get(LIST)).html
    stored = await Administrator.objects().get(Administrator.mail_address == "new@inforex.example")
    assert stored is not None
    assert verify_password(stored.password_hash, found[0])
    site.client = site.browser()
    page = await enter_password(site, "new@inforex.example", found[0])
    assert page.h1 == "パスワードの設定"


async def test_adding_somebody_twice_adds_nothing(site: Site) -> None:
    await logged_in(site)
    await add(site)
    page = await add(site, person_name="別の名前")
    assert page.status == 422
    assert "すでに登録されています" in page.errors["mail_address"]
    assert page.value("氏名") == "別の名前"
    assert await Administrator.count() == 2
    assert [act for act, _, _ in await acts()] == ["add"]


async def test_all_that_is_missing_is_told_at_once(site: Site) -> None:
    await logged_in(site)
    page = await add(site, mail_address="", person_name=" ", role="king", reason="")
    assert page.status == 422
    assert set(page.errors) == {"mail_address", "person_name", "role", "reason"}
    assert "理由を入力してください。" in page.errors["reason"]


async def test_new_role_counts_from_the_next_login(site: Site) -> None:
    viewer = await logged_in(site, "viewer")
    browser, site.client = site.client, site.browser()
    await logged_in(site)
    page = await change(site, viewer, "role", role="helpdesk")
    assert page.path == f"{LIST}/{viewer.administrator}"
    assert "権限 ヘルプデスク" in page.text
    site.client = browser
    assert (await site.get(LIST)).path == "/console/login"
    assert (await acts())[-1] == ("role", "administrator@inforex.example", REASON)


async def test_stopped_person_is_out_at_once_and_back_after_the_restart(site: Site) -> None:
    helper = await logged_in(site, "helpdesk")
    browser, site.client = site.client, site.browser()
    await logged_in(site)
    page = await change(site, helper, "stop")
    assert "状態 停止中" in page.text
    office, site.client = site.client, browser
    assert (await site.get(LIST)).path == "/console/login"
    page = await enter_password(site, helper.mail_address)
    assert "ログインできませんでした" in page.text
    site.client = office
    await change(site, helper, "restart")
    site.client = browser
    assert (await log_in(site, helper)).path == LIST
    assert [act for act, _, _ in await acts()] == ["stop", "restart"]


async def test_reset_gives_a_new_first_password_and_keeps_the_second_factor(site: Site) -> None:
    helper = await logged_in(site, "helpdesk")
    browser, site.client = site.client, site.browser()
    await logged_in(site)
    page = await change(site, helper, "password")
    found = re.search(r"[2-9a-z]{5}(-[2-9a-z]{5}){3}", page.html)
    assert found is not None
    site.client = browser
    assert (await site.get(LIST)).path == "/console/login"
    assert "ログインできませんでした" in (await enter_password(site, helper.mail_address)).text
    page = await log_in(site, helper, found[0])
    assert page.h1 == "パスワードの設定"


async def test_removed_second_factor_is_set_up_anew_at_the_next_login(site: Site) -> None:
    helper = await logged_in(site, "helpdesk")
    browser, site.client = site.client, site.browser()
    await logged_in(site)
    page = await change(site, helper, "second-factor")
    assert "二段階認証 未設定" in page.text
    site.client = browser
    assert (await site.get(LIST)).path == "/console/login"
    page = await enter_password(site, helper.mail_address)
    assert page.h1 == "二段階認証の設定"


@pytest.mark.parametrize(("what", "typed"), [("stop", {}), ("role", {"role": "viewer"})])
async def test_last_administrator_stays(site: Site, what: str, typed: dict[str, str]) -> None:
    last = await logged_in(site)
    await person_of(site, "administrator", mail_address="old@inforex.example", state="stopped")
    await person_of(site, "helpdesk")
    page = await change(site, last, what, **typed)
    assert page.status == 422
    assert "ログインできる人がほかにいないため" in page.text
    row = await last.row()
    assert (row.role, row.state) == ("administrator", "active")
    assert (await site.get(LIST)).status == 200, "and stays logged in"
    assert await acts() == []


@pytest.mark.parametrize(
    ("what", "typed"),
    [
        ("stop", {}),
        ("restart", {}),
        ("role", {"role": "helpdesk"}),
        ("second-factor", {}),
    ],
)
async def test_same_change_twice_is_told_and_recorded_once(
    site: Site, what: str, typed: dict[str, str]
) -> None:
    await logged_in(site)
    viewer = await person_of(site, "viewer", state="stopped" if what == "restart" else "active")
    assert (await change(site, viewer, what, **typed)).status == 200
    page = await change(site, viewer, what, **typed)
    assert page.status == 422
    assert "すでにそのようになっています" in page.text
    assert len(await acts()) == 1


@pytest.mark.parametrize("what", ["stop", "restart", "role", "password", "second-factor"])
async def test_change_without_a_reason_changes_nothing(site: Site, what: str) -> None:
    await logged_in(site)
    viewer = await person_of(site, "viewer", state="stopped" if what == "restart" else "active")
    before = await viewer.row()
    page = await change(site, viewer, what, reason=" ", role="helpdesk")
    assert page.status == 422
    assert "理由を入力してください。" in page.errors["reason"]
    assert (await viewer.row()).to_dict() == before.to_dict()
    assert await is_on(f"administrator:{viewer.administrator}")


@pytest.mark.parametrize(
    "path", ["/0", "/999", f"/{10**30}", "/999/stop", "/x", "/1/promote", "/-1/stop"]
)
async def test_person_or_page_that_is_not_there_is_no_failure(site: Site, path: str) -> None:
    await logged_in(site)
    assert (await site.get(LIST + path)).status in {400, 404}


async def test_act_tells_before_and_after(site: Site) -> None:
    await logged_in(site)
    viewer = await person_of(site, "viewer")
    await change(site, viewer, "role", role="helpdesk")
    (act,) = await ConsoleAct.select()
    assert json.loads(act["before"]) == {"administrator": viewer.administrator, "role": "viewer"}
    assert json.loads(act["after"]) == {"administrator": viewer.administrator, "role": "helpdesk"}


async def test_own_password_is_changed_by_who_knows_the_present_one(site: Site) -> None:
    who = await logged_in(site)
    elsewhere = site.browser()
    here, site.client = site.client, elsewhere
    await let_in(site, who)
    site.client = here
    identifier = site.client.cookies["__Host-console"]
    new = "a-long-sentence-about-rain"
    page = await site.get("/console/profile/password")
    typed = {"新しいパスワード": new, "新しいパスワード(再入力)": new}
    page = await site.press(page, "パスワードを変更する", 現在のパスワード="mistyped", **typed)
    assert page.status == 422
    assert "一致しません" in page.errors["password_present"]
    page = await site.press(page, "パスワードを変更する", 現在のパスワード=PASSWORD, **typed)
    assert "パスワードを変更しました" in page.text
    assert site.client.cookies["__Host-console"] != identifier
    assert await find(identifier, site.clock.now) is None
    assert await AdministratorSession.count() == 1, "other browsers are out"
    assert verify_password((await who.row()).password_hash, new)


async def test_own_recovery_codes_are_shown_once_to_who_knows_the_password(site: Site) -> None:
    await logged_in(site)
    page = await site.get("/console/profile/recovery-codes")
    page = await site.press(page, "回復コードを発行する", 現在のパスワード="mistyped")
    assert page.status == 422
    page = await site.press(page, "回復コードを発行する", 現在のパスワード=PASSWORD)
    assert len(re.findall(r"<li>([0-9A-Z-]{19})</li>", page.html)) == 10
    assert "使えるものは残り10個" in (await site.get("/console/profile")).text


async def test_present_password_cannot_be_guessed_through_an_open_session(site: Site) -> None:
    await logged_in(site)
    for _ in range(10):
        page = await site.get("/console/profile/recovery-codes")
        page = await site.press(page, "回復コードを発行する", 現在のパスワード="a guess")
        assert page.status == 422
    page = await site.get("/console/profile/recovery-codes")
    page = await site.press(page, "回復コードを発行する", 現在のパスワード=PASSWORD)
    assert page.status == 429


async def test_session_in_use_ends_after_twelve_hours(site: Site) -> None:
    await logged_in(site)
    for _ in range(24):
        assert (await site.get(LIST)).path == LIST
        site.clock.now += ADMINISTRATORS.idle_limit * 0.99
    assert (await site.get(LIST)).path == LIST
    site.clock.now += ADMINISTRATORS.idle_limit * 0.5
    assert (await site.get(LIST)).path == "/console/login"
