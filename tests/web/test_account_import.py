"""「CSVで一括発行」: the file, its preview, the issue, and how the invitations go."""

import re

import pytest

from db.mailing import mails
from db.tables.companies import Account
from db.tables.members import AccountImport
from db.tables.operation import Mail
from domain.csv_files import Encoding
from rig.applications import Applications, now
from rig.members import colleague
from rig.site import Site
from rig.visitor import Page
from tests.web.account_files import HEADER, PATH, log_in_manager, rows, send
from tests.web.test_login import log_in

CONTENTS = "発行するアカウント"


async def issued(site: Site, count: int = 2) -> Page:
    """The page after the issue."""
    preview = await send(site, rows(count))
    return await site.press(preview, f"{count}件のアカウントを発行する")


async def test_page_says_how_many_are_left_and_gives_templates(
    site: Site, applications: Applications
) -> None:
    await log_in_manager(site, applications)
    page = await site.get(PATH)
    assert page.h1 == "CSVで一括発行"
    assert "あと998件" in page.text
    for link, encoding in (("UTF-8", Encoding.UTF_8), ("Shift_JIS", Encoding.WINDOWS_31J)):
        answer = await site.client.get(page.link(f"ひな形をダウンロード（{link}）"))
        assert answer.headers["content-type"].startswith("text/csv")
        assert "attachment" in answer.headers["content-disposition"]
        assert answer.content.decode(encoding).removeprefix("\ufeff") == f"{HEADER}\r\n"


async def test_preview_shows_every_line_with_its_number_and_issues_nothing(
    site: Site, applications: Applications
) -> None:
    manager = await log_in_manager(site, applications)
    await colleague(manager, "003")
    page = await send(site, rows(3))
    assert re.fullmatch(r"/accounts/import/[0-9]+", page.path)
    assert page.cells(CONTENTS) == [
        ["2", "002", "山田 0郎営業部", "yamada0@maker.example"],
        ["3", "004", "山田 1郎営業部", "yamada1@maker.example"],
        ["4", "005", "山田 2郎営業部", "yamada2@maker.example"],
    ]
    assert await Account.count() == 2


async def test_windows_31j_is_read_as_well(site: Site, applications: Applications) -> None:
    await log_in_manager(site, applications)
    page = await send(site, f"{HEADER}\r\n営業部,髙橋,,t@maker.example".encode("cp932"))
    assert page.cells(CONTENTS)[0][2] == "髙橋営業部"


async def test_preview_warns_of_what_may_be_a_slip(site: Site, applications: Applications) -> None:
    await log_in_manager(site, applications)
    people = (
        "営業部,山田,,tanaka@shinki-shokuhin.example",
        "営業部,佐藤,,sato@gmail.com",
        "営業部,鈴木,,sato@gmail.com",
        "営業部,高橋,,takahashi@gmial.com",
    )
    page = await send(site, "\n".join([HEADER, *people]))
    checks = [cells[3] for cells in page.cells(CONTENTS)]
    assert "すでにあります" in checks[0]
    assert "フリーメール" in checks[1]
    assert "ほかの行にもあります" in checks[2]
    assert "takahashi@gmail.com" in checks[3]
    assert "4行あります" in page.text
    assert page.form_of("4件のアカウントを発行する")


MIXED = (
    "営業部,山田,,yamada@maker.example",
    '"営業\n部",,,yamada',
    "営業部,佐藤,,sato@gmail.com",
    "営業部,山田,,yamada@maker.example",
)


async def test_lines_to_correct_come_first_with_all_that_is_wrong_and_links_to_them(
    site: Site, applications: Applications
) -> None:
    await log_in_manager(site, applications)
    page = await send(site, "\n".join([HEADER, *MIXED]))
    assert [cells[0] for cells in page.cells(CONTENTS)] == ["3", "5", "4", "2"]
    first, second, third, last = (cells[3] for cells in page.cells(CONTENTS))
    assert "「部署名」改行やタブは使えません" in first
    assert "「氏名」入力してください" in first
    assert "「メールアドレス」「@」がありません" in first
    assert "2行目と、氏名とメールアドレスが同じです" in second
    assert "フリーメール" in third
    assert last == "yamada@maker.example"
    assert "修正が必要な行が2行あります" in page.text
    assert page.link("4行目") == f"{page.path}#line-4"
    assert 'id="line-4"' in page.html
    assert await Account.count() == 1


async def test_preview_shows_only_lines_of_one_kind_when_asked(
    site: Site, applications: Applications
) -> None:
    await log_in_manager(site, applications)
    page = await send(site, "\n".join([HEADER, *MIXED]))
    for link, lines in (
        ("修正が必要（2行）", ["3", "5"]),
        ("要確認（1行）", ["4"]),
        ("問題なし（1行）", ["2"]),
        ("すべて（4行）", ["3", "5", "4", "2"]),
    ):
        shown = await site.get(page.link(link))
        assert [cells[0] for cells in shown.cells(CONTENTS)] == lines
    assert len((await site.get(f"{page.path}?show=x")).cells(CONTENTS)) == 4


async def test_only_the_lines_that_can_be_issued_are_and_the_others_come_back_as_a_file(
    site: Site, applications: Applications
) -> None:
    await log_in_manager(site, applications)
    page = await send(site, "\n".join([HEADER, *MIXED]))
    before = await site.client.get(page.link("修正が必要な行をダウンロード（UTF-8）"))
    page = await site.press(page, "発行できる2行だけを発行する")
    assert page.h1 == "2件のアカウントを発行しました"
    assert await Account.count() == 3
    assert "修正が必要だった2行は、発行していません" in page.text
    after = await site.client.get(page.link("修正が必要な行をダウンロード（UTF-8）"))
    assert after.content == before.content
    assert "attachment" in after.headers["content-disposition"]
    again = after.content.decode().replace("yamada,部署名", "yamada2@maker.example,")
    again = again.replace('"営業\n部",,', "営業部,鈴木,").replace(",山田,", ",山田 次郎,")
    page = await send(site, again)
    assert [cells[2] for cells in page.cells(CONTENTS)] == ["山田 次郎営業部", "鈴木営業部"]
    assert page.form_of("2件のアカウントを発行する")
    assert "読み取らない列" not in page.text


async def test_file_of_wrong_lines_alone_offers_nothing_to_issue(
    site: Site, applications: Applications
) -> None:
    await log_in_manager(site, applications)
    page = await send(site, f"{HEADER}\n営業部,,,x")
    assert "発行できる" not in page.text
    assert page.link("別のファイルを選択する") == PATH
    fields = {"csrf_token": site.client.cookies["__Host-csrf"], "lines": "0"}
    assert (await site.post(page.path, fields)).status == 404
    assert await Account.count() == 1


async def test_unknown_column_is_a_warning(site: Site, applications: Applications) -> None:
    await log_in_manager(site, applications)
    page = await send(site, f"社員番号,{HEADER}\n7,営業部,山田,,yamada@maker.example")
    assert "読み取らない列があります" in page.text
    assert "社員番号" in page.text
    assert page.form_of("1件のアカウントを発行する")


async def test_apostrophe_before_a_cell_is_asked_about(
    site: Site, applications: Applications
) -> None:
    await log_in_manager(site, applications)
    page = await send(site, f"{rows(1)}\n営業部,'佐藤,,sato@maker.example")
    assert page.form_of("発行できる1行だけを発行する")
    old = page
    page = await site.press(page, "「'」を取り除く")
    assert ["3", "003", "佐藤営業部", "sato@maker.example"] in page.cells(CONTENTS)
    assert page.form_of("2件のアカウントを発行する")
    kept = await site.press(page, "「'」を値の一部とする")
    assert "'佐藤営業部" in [cells[2] for cells in kept.cells(CONTENTS)]
    assert (await site.press(old, "発行できる1行だけを発行する")).path == old.path
    assert await Account.count() == 1
    fields = {"csrf_token": site.client.cookies["__Host-csrf"], "apostrophes": "x"}
    assert (await site.post(page.path, fields)).status == 400


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "何も書かれていません"),
        (HEADER, "2行目から"),
        ("氏名,メール\n山田,y@maker.example", "「部署名」「氏名カナ」「メールアドレス」"),
        (f"{HEADER},氏名\n,,,,", "重複している列：「氏名」"),
        (f"{HEADER}\n\0", "2行目に読み取れない文字"),
        (f'{HEADER}\n"山田', "2行目から先を読み取れません"),
        (rows(10_000), "10000行"),
        (b"PK\x03\x04", "CSVファイルではありません"),
        (b"\x81", "文字コード"),
    ],
)
async def test_file_that_cannot_be_read_says_what_to_do(
    site: Site, applications: Applications, content: bytes | str, message: str
) -> None:
    await log_in_manager(site, applications)
    page = await send(site, content)
    assert page.status == 422
    assert message in page.errors["file"]
    assert await AccountImport.count() == 0


async def test_no_file_at_all_asks_for_one(site: Site, applications: Applications) -> None:
    await log_in_manager(site, applications)
    page = await site.press(await site.get(PATH), "ファイルを確認する")
    assert page.errors == {"file": "＊CSVファイルを選択してください。"}


async def test_more_lines_than_numbers_left_are_refused_with_both(
    site: Site, applications: Applications
) -> None:
    manager = await log_in_manager(site, applications)
    await colleague(manager)
    page = await send(site, rows(998))
    assert page.status == 422
    assert "998件ありますが、発行できるのはあと997件です" in page.errors["file"]


async def test_issue_makes_all_accounts_and_nudges_their_process(
    site: Site, applications: Applications
) -> None:
    await log_in_manager(site, applications)
    page = await issued(site, 3)
    assert page.h1 == "3件のアカウントを発行しました"
    assert page.cells("送信した数") == [["3", "0", "0", "3"]]
    assert await Account.count() == 4
    (process,) = site.relay.nudged
    assert await Mail.count().where(Mail.process == process) == 3


async def test_second_press_shows_the_same_progress(site: Site, applications: Applications) -> None:
    await log_in_manager(site, applications)
    preview = await send(site, rows(2))
    await site.press(preview, "2件のアカウントを発行する")
    page = await site.press(preview, "2件のアカウントを発行する")
    assert page.h1 == "2件のアカウントを発行しました"
    assert await Account.count() == 3
    await Mail.delete().where(Mail.process == site.relay.nudged[-1])
    assert (await site.get(page.path)).path == "/accounts", "nothing is known of mails that old"


async def test_numbers_taken_meanwhile_lead_back_to_the_preview(
    site: Site, applications: Applications
) -> None:
    manager = await log_in_manager(site, applications)
    preview = await send(site, rows(998))
    await colleague(manager)
    page = await site.press(preview, "998件のアカウントを発行する")
    assert "発行できるのはあと997件です" in page.text
    assert page.cells(CONTENTS)[-1][1] == "－"
    assert await Account.count() == 2


async def test_progress_follows_the_mails_and_lists_failures(
    site: Site, applications: Applications
) -> None:
    await log_in_manager(site, applications)
    page = await issued(site)
    assert 'data-again-after="3"' in page.html
    first, second = [
        row["key"]
        for row in await Mail.select(Mail.key)
        .where(Mail.process == site.relay.nudged[0])
        .order_by(Mail.recipient)
    ]
    await mails.record_sent(first, "250 ok", now())
    await mails.record_refused(second, "550 no such user", now())
    page = await site.get(page.path)
    assert page.cells("送信した数") == [["2", "1", "1", "0"]]
    assert "data-again-after" not in page.html
    assert page.link("003 山田 1郎") == "/accounts/003"
    assert "550" not in page.text


async def test_file_of_another_company_is_not_there(site: Site, applications: Applications) -> None:
    await log_in_manager(site, applications)
    preview = await send(site, f"{rows(1)}\n営業部,'佐藤,,x")
    fields = {"csrf_token": site.client.cookies["__Host-csrf"]}
    await AccountImport.update({AccountImport.company: await other_company()}, force=True)
    assert (await site.get(preview.path)).status == 404
    assert (await site.post(preview.path, fields)).status == 404
    assert (await site.get(f"{preview.path}/lines.csv")).status == 404
    answer = fields | {"apostrophes": "keep"}
    assert (await site.post(preview.path, answer)).status == 404
    assert await Account.count() == 1


@pytest.mark.parametrize("number", ["0", "-1", "9" * 30, "9" * 5000, "x"])
async def test_number_that_no_file_has_is_a_page(
    site: Site, applications: Applications, number: str
) -> None:
    await log_in_manager(site, applications)
    assert (await site.get(f"{PATH}/{number}")).status == 404


async def test_users_are_told_that_it_is_for_id_managers(
    site: Site, applications: Applications
) -> None:
    manager = await log_in_manager(site, applications)
    await site.client.post("/logout", data={"csrf_token": site.client.cookies["__Host-csrf"]})
    await log_in(site, await colleague(manager))
    for path in (PATH, f"{PATH}/1", "/accounts/export", "/accounts/export.csv"):
        assert (await site.get(path)).status == 403


async def test_pages_speak_english(site: Site, applications: Applications) -> None:
    await log_in_manager(site, applications)
    preview = await send(site, rows(1))
    page = await site.get(f"{preview.path}?lang=en")
    assert page.h1 == "Check what will be issued"
    assert page.cells("Accounts to be issued")[0][3] == "yamada0@maker.example"
    page = await site.press(page, "Issue 1 accounts")
    assert page.h1 == "1 accounts issued"
    assert (await site.get(PATH)).h1 == "Issue accounts by CSV file"
    assert (await site.get("/accounts/export")).h1 == "Export as CSV"


async def other_company() -> str:
    rows = await AccountImport.raw(
        """
        INSERT INTO company (company_id, name, search_key, loose_search_key, head_office,
            enrolled_at, name_kana, postal_code, address, telephone)
        VALUES ('99999991', 'x', 'x', 'x', '東京都', now(), '', '', '', '') RETURNING company_id
        """
    )
    return str(rows[0]["company_id"])
