"""The accounts of a company in the console: what helpdesk does for their owners (S20)."""

from collections.abc import Iterator
from typing import Any

import pytest

from db.members.account_changes import delete_account
from db.tables.administration import ConsoleAct
from domain.logins import MEMBERS
from domain.tokens import Purpose
from rig.applications import APPLICANT, PASSWORD, Applications, now
from rig.console.staff import logged_in
from rig.members import Ids, colleague, id_manager
from rig.own_data import letters, link_of
from rig.site import Site
from rig.visitor import Page, Visitor
from tests.accounts import fill, other_id_manager
from tests.limits import allow
from web.console.acts import Result, attempt

EVIDENCE = "登記事項証明書を確認し、登録番号へ折り返しました。"
REASON = "本人から電話で依頼があり、登録内容で本人と確認しました。"


def address(ids: Ids, page: str = "") -> str:
    return f"/console/companies/{ids.company_id}/accounts/{ids.account_id}{page}"


async def log_in(visitor: Visitor, ids: Ids, password: str = PASSWORD) -> Page:
    page = await visitor.get("/login")
    return await visitor.press(
        page,
        "ログイン",
        企業ID=ids.company_id,
        アカウントID=ids.account_id,
        パスワード=password,
    )


async def test_a_reset_leads_the_owner_to_the_page_for_a_new_password(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await logged_in(site)
    page = await site.get(address(ids))
    page = await site.get(page.link("パスワード再設定の案内を送る"))
    assert "password" not in {e.get("type") for e in page.tree.iter("input")}
    without = await site.press(page, "パスワード再設定の案内を送る", 理由=REASON)
    assert set(without.errors) == {"evidence"}
    page = await site.press(page, "パスワード再設定の案内を送る", 理由=REASON, 確認の根拠=EVIDENCE)
    assert (page.status, page.path) == (200, address(ids))
    assert await letters() == [("password_link", APPLICANT)]
    assert site.relay.nudged[-1].startswith("letters-")
    link = await link_of(applications, ids, Purpose.PASSWORD)
    assert (await site.get(link)).status == 200


async def test_s20_no_page_of_the_console_takes_or_shows_a_members_password(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    hashed = (await ids.account()).password_hash or "no hash"
    await logged_in(site)
    for act in ("", "/password", "/unlock", "/stop", "/restart", "/second-factor", "/address"):
        page = await site.get(address(ids, act))
        assert page.status == 200
        assert hashed not in page.html
        assert "password" not in {e.get("type") for e in page.tree.iter("input")}


def networks() -> Iterator[str]:
    """Other people's networks, each with its own limit."""
    return (f"198.51.100.{n}" for n in range(1, 100))


async def test_an_unlocked_account_may_log_in_at_once(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await id_manager(applications)
    allow(monkeypatch, MEMBERS, "guard", 5)
    for network, _ in zip(networks(), range(6), strict=False):
        async with site.browser(network) as client:
            await log_in(Visitor(client), ids, "wrong-password-of-a-stranger")
    async with site.browser() as client:
        owner = Visitor(client)
        assert (await log_in(owner, ids)).status == 403
        await logged_in(site, "helpdesk")
        page = await site.get(address(ids, "/unlock"))
        await site.press(page, "ログインの制限を解除する", 理由=REASON)
        assert (await log_in(owner, ids)).path == "/home"


async def test_the_owners_own_network_is_unlocked_too(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    async with site.browser("203.0.113.9") as client:
        owner = Visitor(client)
        for _ in range(10):
            await log_in(owner, ids, "forgotten-what-it-was-again")
        assert (await log_in(owner, ids)).status == 429
        await logged_in(site, "helpdesk")
        page = await site.get(address(ids, "/unlock"))
        await site.press(page, "ログインの制限を解除する", 理由=REASON)
        assert (await log_in(owner, ids)).path == "/home"


async def test_an_account_is_stopped_and_restarted(site: Site, applications: Applications) -> None:
    ids = await colleague(await id_manager(applications))
    await logged_in(site, "helpdesk")
    late = await site.get(address(ids, "/stop"))
    page = await site.press(late, "アカウントを停止する", 理由=REASON)
    assert "停止中" in page.text
    again = await site.press(late, "アカウントを停止する", 理由=REASON)
    assert again.status == 422
    assert "何も変更していません" in again.text
    page = await site.get(page.link("アカウントを再開する"))
    page = await site.press(page, "アカウントを再開する", 理由=REASON)
    assert "利用中" in page.text


async def test_an_account_that_is_deleted_at_the_same_moment_is_told_to_be_gone(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = await id_manager(applications)
    ids = await colleague(manager)
    await logged_in(site, "helpdesk")
    page = await site.get(address(ids, "/stop"))

    async def after_its_deletion(*asked: Any) -> Result:
        await delete_account(ids.company_id, ids.account_id, manager.account_id, now())
        return await attempt(*asked)

    monkeypatch.setattr("web.console.acts.attempt", after_its_deletion)
    page = await site.press(page, "アカウントを停止する", 理由=REASON)
    assert (page.status, page.h1) == (404, "アカウントが見つかりません")
    assert await ConsoleAct.count() == 0


async def test_the_id_manager_is_not_stopped(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    await logged_in(site, "helpdesk")
    assert "アカウントを停止する" not in (await site.get(address(ids))).text
    page = await site.press(
        await site.get(address(ids, "/stop")), "アカウントを停止する", 理由=REASON
    )
    assert page.status == 422
    assert "先に、ID管理ユーザーを変更してください" in page.text


async def test_helpdesk_helps_users_and_reads_who_helps_an_id_manager(
    site: Site, applications: Applications
) -> None:
    manager = await id_manager(applications)
    user = await colleague(manager)
    await logged_in(site, "helpdesk")
    page = await site.get(address(manager))
    assert "権限「管理者」の人が、確認の根拠を記録して行います" in page.text
    for text in ("パスワード再設定の案内を送る", "メールアドレスの変更を始める"):
        assert text not in page.text
        assert (await site.get((await site.get(address(user))).link(text))).status == 200


@pytest.mark.parametrize("act", ["password", "address", "second-factor"])
async def test_the_pages_of_what_leads_into_an_id_manager_are_no_helpdesks(
    site: Site, applications: Applications, act: str
) -> None:
    manager = await id_manager(applications)
    await logged_in(site, "helpdesk")
    assert (await site.get(address(manager, f"/{act}"))).status == 403
    await logged_in(site)
    assert (await site.get(address(manager, f"/{act}"))).status == 200


async def test_an_address_is_asked_to_change(site: Site, applications: Applications) -> None:
    ids = await colleague(await id_manager(applications))
    button = "メールアドレスの変更を始める"
    await logged_in(site, "helpdesk")
    page = await site.get(address(ids, "/address"))
    assert "すぐには変更しません" in page.text
    wrong = await site.press(page, button, 新しいメールアドレス="x")
    assert set(wrong.errors) == {"mail_address", "reason"}
    present = (await ids.account()).mail_address
    same = await site.press(page, button, 新しいメールアドレス=present, 理由=REASON)
    assert "登録されているメールアドレスと同じです" in same.text
    asked = await site.press(page, button, 新しいメールアドレス="new@shinki.example", 理由=REASON)
    assert (asked.status, asked.path) == (200, address(ids))
    assert "「メールアドレスの変更」の手続きが進行中です" in asked.text
    assert site.relay.nudged[-1].startswith("access-")
    again = await site.press(page, button, 新しいメールアドレス="new@shinki.example", 理由=REASON)
    assert "同じ手続きが、すでに進行中です" in again.text
    link = await site.press(
        await site.get(address(ids, "/password")), "パスワード再設定の案内を送る", 理由=REASON
    )
    assert link.status == 422
    assert "案内を送れません" in link.text


async def test_a_second_factor_that_is_not_there_is_told(
    site: Site, applications: Applications
) -> None:
    ids = await colleague(await id_manager(applications))
    await logged_in(site, "helpdesk")
    page = await site.get(address(ids, "/second-factor"))
    page = await site.press(page, "二段階認証の解除を始める", 理由=REASON)
    assert (page.status, await letters()) == (422, [])


@pytest.mark.parametrize("act", ["nothing", "delete"])
async def test_an_act_that_is_none_is_not_found(
    site: Site, applications: Applications, act: str
) -> None:
    ids = await id_manager(applications)
    await logged_in(site)
    assert (await site.get(address(ids, f"/{act}"))).status == 404


async def test_an_account_of_another_company_is_not_found(
    site: Site, applications: Applications
) -> None:
    """And whoever looks for it is not spoken to as one of the company."""
    user = await colleague(await id_manager(applications))
    other = await other_id_manager(applications)
    await logged_in(site, "viewer")
    page = await site.get(address(Ids(other.company_id, user.account_id)))
    assert page.status == 404
    assert "この企業に、このアカウントIDのアカウントはありません。" in page.text
    assert page.link("アカウント一覧") == f"/console/companies/{other.company_id}/accounts"
    assert page.link("管理画面に戻る") == "/console"


@pytest.mark.parametrize("typed", ["1", "0001", "abc", "%00"])
async def test_what_is_no_id_of_an_account_is_not_found(
    site: Site, applications: Applications, typed: str
) -> None:
    ids = await id_manager(applications)
    await logged_in(site, "viewer")
    assert (await site.get(address(Ids(ids.company_id, typed)))).status == 404


async def test_all_accounts_of_a_company_are_searched(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await fill(ids, 80)
    await logged_in(site, "viewer")
    page = await site.get(f"/console/companies/{ids.company_id}")
    page = await site.get(page.link("すべてのアカウントから検索する"))
    assert "80件のうち1件目から50件目まで" in page.text
    page = await site.get(page.link("次の50件"))
    assert "80件のうち51件目から80件目まで" in page.text
    page = await site.press(page, "検索", 検索="user77@")
    assert [row[0] for row in page.cells("アカウント")] == ["077"]


async def test_logins_of_an_account_are_shown(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids, "wrong-password-of-a-stranger")
    await logged_in(site, "viewer")
    (row,) = (await site.get(address(ids))).cells("ログインの履歴")
    assert row[1] == "パスワードが違いました"
