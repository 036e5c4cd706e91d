"""One account's page, and what its buttons do."""

from datetime import timedelta

import httpx
import pytest

from db.members.account_changes import stop_account
from db.members.account_list import AccountQuery, list_accounts
from db.tables.companies import Account
from db.tables.operation import Mail
from domain.business_calendar import format_jst
from domain.tokens import Purpose
from rig.applications import PASSWORD, Applications, now
from rig.members import Ids, colleague, id_manager
from rig.site import Site
from rig.visitor import Visitor
from settings import Settings
from tests.accounts import PERSON, invited, link_of, mails_to_members
from tests.web.test_accounts import logged_in
from tests.web.test_language import assert_english
from tests.web.test_login import log_in


async def log_in_elsewhere(browser: httpx.AsyncClient, ids: Ids) -> Visitor:
    visitor = Visitor(browser)
    await visitor.press(
        await visitor.get("/login"),
        "ログイン",
        企業ID=ids.company_id,
        アカウントID=ids.account_id,
        パスワード=PASSWORD,
    )
    return visitor


async def test_stop_logs_out_at_once_and_restart_lets_in_again(
    site: Site, applications: Applications
) -> None:
    ids = await colleague(await logged_in(site, applications))
    async with site.browser() as browser:
        visitor = await log_in_elsewhere(browser, ids)
        assert (await visitor.get("/home")).path == "/home"
        page = await site.press(await site.get("/accounts/002"), "利用を停止する")
        assert "アカウントの利用を停止しました" in page.text
        assert "状態 停止中" in page.text
        assert (await visitor.get("/home")).path == "/login"
        page = await site.press(page, "利用を再開する")
        assert "状態 利用中" in page.text
        await log_in_elsewhere(browser, ids)
        assert (await visitor.get("/home")).path == "/home"


async def test_invitation_sent_again_and_revoked_voids_the_link(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await invited(await logged_in(site, applications), settings)
    first = await link_of(ids, settings)
    page = await site.press(await site.get("/accounts/002"), "招待をもう一度送る")
    assert "招待をもう一度送ります" in page.text
    assert (await site.get(first)).h1 == "この招待は新しい招待に置き換えられました"
    second = await link_of(ids, settings, generation=2)
    assert (await site.get(second)).status == 200
    page = await site.press(page, "招待を取り消す")
    assert "招待を取り消しました" in page.text
    assert "状態 招待の期限切れ・取消" in page.text
    assert (await site.get(second)).h1 == "この招待は取り消されました"


@pytest.mark.parametrize(
    ("state", "shown"),
    [("queued", "送信しています"), ("sent", "送信しました"), ("bounced", "届きませんでした")],
)
async def test_what_became_of_the_invitation_is_shown(
    site: Site, applications: Applications, settings: Settings, state: str, shown: str
) -> None:
    ids = await invited(await logged_in(site, applications), settings, site.clock.now)
    if state != "queued":
        await Mail.update(state=state, finished_at=now()).where(Mail.kind == "account_invitation")
    await ids.change(mail_bounced_at=now() if state == "bounced" else None)
    page = await site.get("/accounts/002")
    assert f"招待のメール {shown}" in page.text
    assert format_jst(site.clock.now + timedelta(hours=72)) in page.text
    assert ("メールが届きませんでした" in page.text) == (state == "bounced")


async def test_password_link_goes_to_the_owner(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await colleague(await logged_in(site, applications))
    page = await site.press(await site.get("/accounts/002"), "パスワード再設定の案内を送る")
    assert "パスワード再設定の案内を送ります" in page.text
    address = (await ids.account()).mail_address
    assert await mails_to_members() == [("password_reset", address, "queued")]
    assert (await site.get(await link_of(ids, settings, Purpose.PASSWORD))).status == 200


async def test_change_keeps_what_is_typed_and_takes_effect_at_once(
    site: Site, applications: Applications
) -> None:
    ids = await colleague(await logged_in(site, applications))
    page = await site.get((await site.get("/accounts/002")).link("登録内容を変更する"))
    assert page.value("氏名") == "佐藤 次郎"
    page = await site.press(page, "変更する", 部署名="")
    assert page.status == 422
    page = await site.press(page, "変更する", 部署名="広報部", 氏名="佐藤 二郎")
    assert "登録内容を変更しました" in page.text
    account = await ids.account()
    assert (account.department, account.person_name) == ("広報部", "佐藤 二郎")
    assert await mails_to_members() == []


async def test_other_address_of_an_invited_person_moves_the_invitation(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await invited(await logged_in(site, applications), settings)
    first = await link_of(ids, settings)
    new = "moved@shinki-shokuhin.example"
    page = await site.press(await site.get("/accounts/002/change"), "変更する", メールアドレス=new)
    assert f"{new} へ「【Inforex】アカウント発行のご案内」をお送りします" in page.said
    assert (await site.get(first)).status == 410
    assert ("account_invitation", new, "queued") in await mails_to_members()


async def test_deletion_asks_first_and_then_the_number_rests(
    site: Site, applications: Applications, settings: Settings
) -> None:
    await invited(await logged_in(site, applications), settings)
    page = await site.get((await site.get("/accounts/002")).link("削除の内容を確認する"))
    assert "90日間" in page.text
    assert await Account.count() == 2
    page = await site.press(page, "アカウントを削除する")
    assert page.path == "/accounts"
    assert "アカウント002を削除しました" in page.said
    assert "休止中の番号 1" in page.text
    gone = await site.get("/accounts/002")
    assert (gone.status, gone.h1) == (404, "アカウントが見つかりません")


async def test_id_manager_is_told_to_hand_over_first(
    site: Site, applications: Applications
) -> None:
    await logged_in(site, applications)
    page = await site.get("/accounts/001")
    assert "先に、引き継ぐ方のアカウントのページで" in page.text
    assert (await site.get("/accounts/001/delete")).status == 409
    page = await site.press(await site.get("/accounts/001/change"), "変更する", 部署名="総務部")
    assert "総務部" in page.text
    with pytest.raises(LookupError):
        (await site.get("/accounts/001/change")).value("メールアドレス")


async def test_button_of_a_page_that_is_out_of_date_changes_nothing(
    site: Site, applications: Applications, settings: Settings
) -> None:
    manager = await logged_in(site, applications)
    await invited(manager, settings)
    page = await site.get("/accounts/002")
    await stop_account(manager.company_id, "002", "001", now())
    page = await site.press(page, "招待をもう一度送る")
    assert page.status == 409
    assert page.h1 == "アカウントの状態が変わったため、受け付けられませんでした"
    assert len(await mails_to_members()) == 1


@pytest.mark.parametrize("path", ["000", "2", "0002", "abc", "%00", "%2e%2e", "００２"])
async def test_what_is_no_number_of_ours_is_not_found(
    site: Site, applications: Applications, path: str
) -> None:
    await logged_in(site, applications)
    for page in ("", "/change", "/delete"):
        assert (await site.get(f"/accounts/{path}{page}")).status == 404


async def test_unknown_act_is_not_understood(site: Site, applications: Applications) -> None:
    ids = await colleague(await logged_in(site, applications))
    page = await site.get("/accounts/002")
    token = page.form_of("利用を停止する")[0].find("input")
    assert token is not None
    fields = {"csrf_token": token.get("value") or "", "action": "promote"}
    assert (await site.post("/accounts/002", fields)).status == 400
    assert (await ids.account()).role == "user"


async def test_dormant_account_is_shown_as_such(site: Site, applications: Applications) -> None:
    manager = await id_manager(applications)
    await (await colleague(manager)).change(created_at=now() - timedelta(days=181))
    await log_in(site, manager)
    assert "状態 長期間未使用" in (await site.get("/accounts/002")).text
    page = await list_accounts(manager.company_id, AccountQuery(), now())
    assert page.accounts[1].standing == "dormant"


async def test_pages_speak_english(
    site: Site, applications: Applications, settings: Settings
) -> None:
    manager = await logged_in(site, applications)
    ids = await invited(
        manager, settings, department="Sales", person_name="Taro", person_name_kana=""
    )
    await manager.change(department="HQ", person_name="Boss", person_name_kana="")
    await site.get("/accounts?lang=en")
    for path in ("", "/new", "/001", "/002", "/002/change", "/002/delete", "/001/delete", "/003"):
        assert_english(await site.get(f"/accounts{path}"))
    stopped = await site.press(await site.get("/accounts/002"), "Stop the account")
    assert stopped.said.startswith("The account was stopped")
    assert_english(stopped)
    assert_english(await site.get(await link_of(ids, settings)))
    assert PERSON.mail_address in (await site.get("/accounts/002")).text
