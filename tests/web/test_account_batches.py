"""Many accounts at once: expired invitations, leavers, and changes by a file."""

from datetime import timedelta
from urllib.parse import urljoin

import pytest

from db.mailing import mails
from db.tables.companies import Account
from db.tables.members import AccountBatch
from db.tables.operation import Mail
from rig.applications import Applications, now
from rig.members import Ids, colleague, id_manager
from rig.site import Site
from rig.visitor import Page
from settings import Settings
from tests.accounts import fill, invited
from tests.web.test_login import log_in

EXPIRED = "期限切れの招待"
NAMED = "指定されたアカウント"


async def logged_in(site: Site, applications: Applications) -> Ids:
    manager = await id_manager(applications)
    await log_in(site, manager)
    return manager


async def press(site: Site, page: Page, button: str, *ticked: str, **fields: str) -> Page:
    """Press a button with the boxes of these accounts, and fields by their names."""
    form, pressed = page.form_of(button)
    token = {"csrf_token": site.client.cookies["__Host-csrf"]}
    data = token | {f"account-{number}": "yes" for number in ticked} | fields
    if pressed.get("name"):
        data[pressed.get("name") or ""] = pressed.get("value") or ""
    path = urljoin(str(page.response.url), form.get("action") or "")
    return await site.post(path, data)


async def send(site: Site, path: str, content: str | None, **fields: str) -> Page:
    await site.get(path)
    token = {"csrf_token": site.client.cookies["__Host-csrf"]}
    files = {"file": ("a.csv", content.encode(), "text/csv")} if content is not None else None
    nothing = {"file": ("", b"", "application/octet-stream")}
    answer = await site.client.post(
        path, data=token | fields, files=files or nothing, follow_redirects=True
    )
    return site.checked(answer)


async def states() -> list[str]:
    rows = await Account.select(Account.state).order_by(Account.account_id)
    return [row["state"] for row in rows]


async def test_forty_expired_invitations_are_sent_again_by_three_clicks(
    site: Site, applications: Applications, settings: Settings
) -> None:
    manager = await logged_in(site, applications)
    long_ago = now() - timedelta(days=4)
    for n in range(40):
        await invited(manager, settings, long_ago, mail_address=f"p{n}@shinki-shokuhin.example")
    bounced = await invited(manager, settings, long_ago)
    await bounced.change(mail_bounced_at=now())
    page = await site.get((await site.get("/home")).link("アカウント一覧"))
    page = await site.get(page.link("期限切れの招待をまとめて送り直す（41名）"))
    assert len(page.cells(EXPIRED)) == 41
    old = page
    page = await site.press(page, "選択した方に招待を送る")
    assert page.h1 == "40名に招待をもう一度送ります"
    assert page.cells("送信した数") == [["40", "0", "0", "40"]]
    (process,) = site.relay.nudged
    assert page.path == f"/accounts/invitations/{process}"
    assert 'data-again-after="3"' in page.html
    page = await site.press(old, "選択した方に招待を送る")
    assert page.status == 422
    assert "すでに招待を送り直した方" in page.errors["accounts"]
    assert await Mail.count().where(Mail.process == process) == 40
    row = await Mail.select(Mail.key).where(Mail.process == process).first()
    assert row
    await mails.record_refused(row["key"], "550 no such user", now())
    assert "招待メールが届かなかった方" in (await site.get(f"/accounts/invitations/{process}")).text


async def test_nobody_chosen_sends_nothing(
    site: Site, applications: Applications, settings: Settings
) -> None:
    manager = await logged_in(site, applications)
    await invited(manager, settings, now() - timedelta(days=4))
    page = await press(site, await site.get("/accounts/invitations"), "選択した方に招待を送る")
    assert (page.status, page.errors) == (422, {"accounts": "＊招待を送る方を選択してください。"})
    assert await Mail.count().where(Mail.generation == 2) == 0


async def test_without_expired_invitations_there_is_no_link_and_an_empty_page(
    site: Site, applications: Applications
) -> None:
    await logged_in(site, applications)
    assert "期限切れの招待" not in (await site.get("/accounts")).text
    assert "期限切れの招待はありません" in (await site.get("/accounts/invitations")).text


@pytest.mark.parametrize("process", ["letters-999", "x", "%00", "letters-" + "9" * 40])
async def test_process_that_is_none_of_the_company_is_not_found(
    site: Site, applications: Applications, process: str
) -> None:
    await logged_in(site, applications)
    assert (await site.get(f"/accounts/invitations/{process}")).status == 404


async def test_leavers_are_ticked_checked_and_stopped(
    site: Site, applications: Applications
) -> None:
    manager = await logged_in(site, applications)
    await fill(manager, 4)
    page = await site.get((await site.get("/accounts")).link("まとめて停止・削除"))
    assert [row[0][:3] for row in page.cells("アカウント")] == ["002", "003", "004"]
    page = await press(site, page, "内容を確認する", "002", "003", act="stop")
    assert page.h1 == "停止する内容の確認"
    assert [row[0] for row in page.cells(NAMED)] == ["002", "003"]
    assert await states() == ["active"] * 4
    old = page
    page = await site.press(page, "2件のアカウントを停止する")
    assert page.h1 == "2件のアカウントを停止しました"
    assert await states() == ["active", "stopped", "stopped", "active"]
    assert (await site.press(old, "2件のアカウントを停止する")).h1 == page.h1


async def test_leavers_are_searched_for_and_deleted(site: Site, applications: Applications) -> None:
    manager = await logged_in(site, applications)
    await fill(manager, 60)
    page = await site.get("/accounts/leavers?search=社員 05")
    assert len(page.cells("アカウント")) == 11
    page = await press(site, page, "内容を確認する", "050", "055", act="delete")
    assert "元に戻すことはできません" in page.text
    page = await site.press(page, "2件のアカウントを削除する")
    assert page.h1 == "2件のアカウントを削除しました"
    assert await Account.count() == 58


async def test_choice_without_accounts_or_act_says_both_and_keeps_the_search(
    site: Site, applications: Applications
) -> None:
    manager = await logged_in(site, applications)
    await fill(manager, 3)
    page = await site.get("/accounts/leavers?search=002")
    page = await press(site, page, "内容を確認する", search="002", standing="")
    assert page.status == 422
    assert set(page.errors) == {"accounts", "act"}
    assert len(page.cells("アカウント")) == 1
    page = await press(site, page, "内容を確認する", "002", search="002", act="x")
    assert set(page.errors) == {"act"}
    assert 'name="account-002" value="yes" checked' in page.html
    assert await AccountBatch.count() == 0


async def test_file_of_leavers_with_a_manager_in_it_does_nothing_until_mended(
    site: Site, applications: Applications
) -> None:
    manager = await logged_in(site, applications)
    await colleague(manager)
    page = await send(
        site,
        "/accounts/leavers/file",
        "アカウントID,氏名,備考\n2,佐藤 次郎,x\n001,田中,",
        act="delete",
    )
    assert page.cells(NAMED)[0][:2] == ["3", "001"]
    assert "ID管理ユーザー" in page.cells(NAMED)[0][3]
    assert "修正が必要な行が1行あります" in page.text
    assert "備考" in page.text
    assert "件のアカウントを削除する" not in page.text
    fields = {"csrf_token": site.client.cookies["__Host-csrf"], "seen": ""}
    page = await site.post(page.path, fields)
    assert "まだ何も変更していません" in page.text
    assert await Account.count() == 2
    page = await send(site, "/accounts/leavers/file", "アカウントID\n2", act="delete")
    page = await site.press(page, "1件のアカウントを削除する")
    assert page.h1 == "1件のアカウントを削除しました"


async def test_changes_by_file_show_old_and_new_and_are_made_at_once(
    site: Site, applications: Applications
) -> None:
    manager = await logged_in(site, applications)
    await fill(manager, 4)
    exported = (await site.client.get("/accounts/export.csv")).content.decode("utf-8-sig")
    mended = exported.replace("営業部", "総務部", 2)
    page = await send(site, "/accounts/changes", mended)
    assert page.h1 == "変更する内容の確認"
    assert page.cells(NAMED)[0][3] == "部署名：営業部 → 総務部"
    assert [row[3] for row in page.cells(NAMED)][2:] == ["変更なし", "変更なし"]
    await Ids(manager.company_id, "003").change(department="販売部")
    page = await site.press(page, "2件のアカウントを変更する")
    assert "まだ何も変更していません" in page.text
    assert page.cells(NAMED)[1][3] == "部署名：販売部 → 総務部"
    page = await site.press(page, "2件のアカウントを変更する")
    assert page.h1 == "2件のアカウントを変更しました"
    rows = await Account.select(Account.department).where(Account.department == "総務部")
    assert len(rows) == 2


async def test_file_that_changes_nothing_says_so(site: Site, applications: Applications) -> None:
    manager = await logged_in(site, applications)
    await fill(manager, 3)
    exported = (await site.client.get("/accounts/export.csv")).content.decode("utf-8-sig")
    page = await send(site, "/accounts/changes", exported)
    assert "変更するものがありません" in page.text
    assert "件のアカウントを変更する" not in page.text


@pytest.mark.parametrize("path", ["/accounts/leavers/file", "/accounts/changes"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "CSVファイルを選択してください"),
        ("氏名\n山田", "足りない列：「アカウントID」"),
        ("アカウントID,氏名\n" + " " * 1024 * 1024, "1MB以内"),
        ("アカウントID,氏名\n\0,x", "U+0000"),
    ],
)
async def test_s36_file_that_cannot_be_read_says_what_to_do_and_is_not_kept(
    site: Site, applications: Applications, path: str, content: str | None, message: str
) -> None:
    await logged_in(site, applications)
    page = await send(site, path, content, act="stop")
    assert page.status == 422
    assert message in page.errors["file"]
    assert await AccountBatch.count() == 0


async def test_pages_speak_english(
    site: Site, applications: Applications, settings: Settings
) -> None:
    manager = await logged_in(site, applications)
    await invited(manager, settings, now() - timedelta(days=4))
    assert (await site.get("/accounts/invitations?lang=en")).h1 == "Expired invitations"
    assert (await site.get("/accounts/leavers/file")).h1 == "Stop or delete accounts by CSV file"
    page = await send(site, "/accounts/changes", "アカウントID,氏名\n002,\n003,x")
    assert page.h1 == "Check what will be changed"
    assert "Please fill in this field" in page.text
