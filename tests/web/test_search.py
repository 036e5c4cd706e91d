"""Has the company its IDs already? (product.md, step 2)."""

from datetime import datetime

import pytest

from db.companies.search import MOST_ROWS
from db.tables.companies import Company
from domain.company_names import loose_search_key, search_key
from rig.site import Site


async def search(site: Site, name: str) -> tuple[int, str, dict[str, str]]:
    page = await site.press(await site.get("/search"), "検索", 企業名=name)
    assert page.value("企業名") == name
    return page.status, page.text, page.errors


async def test_top_page_starts_the_application_and_the_login(site: Site) -> None:
    top = await site.get("/")
    assert top.link("Inforex登録") == "/search"
    assert top.link("ログイン") == "/login"
    assert "ID取得及びシステム利用は、無料です。" in top.text


@pytest.mark.parametrize(
    "name",
    [
        "テストメーカー",
        "ﾃｽﾄﾒｰｶｰ",
        "㈱テストメーカー",
        "テスト・メーカー 株式会社",
        "てすとめーかー",
    ],
)
async def test_company_is_found_however_it_is_written(site: Site, name: str) -> None:
    page = await site.press(await site.get("/search"), "検索", 企業名=name)
    assert page.cells("該当した企業") == [["テストメーカー", "東京都"]]
    assert "企業IDの申請は不要です。" in page.text
    assert page.link("貴社が見つからない場合は企業ID申請へ進む").startswith("/terms?name=")
    assert "03-3548-3854" in page.html


async def test_company_without_ids_may_apply(site: Site) -> None:
    page = await site.press(await site.get("/search"), "検索", 企業名="まだない食品")
    assert page.link("企業ID申請").startswith("/terms?name=")
    assert "「まだない食品」に該当する企業は見つかりませんでした。" in page.text


@pytest.mark.parametrize("name", ["ベストメーカー", "テストメ", "メーカー テスト"])
async def test_a_name_that_is_only_alike_does_not_end_the_way(site: Site, name: str) -> None:
    page = await site.press(await site.get("/search"), "検索", 企業名=name)
    assert ["テストメーカー", "東京都"] in page.cells("名前の似た企業の一覧")
    assert f"「{name}」に該当する企業は見つかりませんでした。" in page.text
    assert "企業IDの申請は不要です。" not in page.text
    assert page.link("企業ID申請").startswith("/terms?name=")


async def test_the_same_name_and_names_alike_are_told_apart(site: Site) -> None:
    await add_company("株式会社テストメーカー東", "90000001", site.clock())
    page = await site.press(await site.get("/search"), "検索", 企業名="テストメーカー")
    assert page.cells("該当した企業") == [["テストメーカー", "東京都"]]
    assert page.cells("名前の似た企業の一覧") == [["株式会社テストメーカー東", "東京都"]]


async def test_page_says_that_there_are_more_companies_than_it_shows(site: Site) -> None:
    for serial in range(MOST_ROWS + 1):
        await add_company(f"多数食品{serial}", f"9000{serial:04}", site.clock())
    page = await site.press(await site.get("/search"), "検索", 企業名="多数食品")
    assert len(page.cells("名前の似た企業の一覧")) == MOST_ROWS
    assert "名前の似た企業が多いため、一部のみを確認しています。" in page.text


async def test_page_says_where_not_all_names_were_looked_through(site: Site) -> None:
    await Company.raw(
        """
        INSERT INTO company (company_id, name, search_key, loose_search_key, head_office,
            enrolled_at)
        SELECT to_char(n, 'FM80000000'), name, name, name, '東京都', now()
        FROM generate_series(1, 1400) AS n,
            LATERAL (SELECT n || CASE WHEN n > 700 THEN 'ホクリク' ELSE 'スイサン' END) AS of (name)
        """
    )
    page = await site.press(await site.get("/search"), "検索", 企業名="ホクリク スイサン")
    assert "名前の似た企業が多いため、一部のみを確認しています。" in page.text
    assert page.link("企業ID申請")


async def add_company(name: str, company_id: str, now: datetime) -> None:
    row = Company(
        company_id=company_id,
        name=name,
        search_key=search_key(name),
        loose_search_key=loose_search_key(name),
        head_office="東京都",
        enrolled_at=now,
    )
    await Company.insert(row)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("鮭", "鮭屋本舗"), ("株式会社鮭", "鮭屋本舗"), ("サ", "サケ屋"), ("a", "A"), ("７", "7")],
)
async def test_one_character_finds_what_begins_with_it_and_a_letter_whose_name_it_is(
    site: Site, typed: str, shown: str
) -> None:
    for serial, name in enumerate(["鮭屋本舗", "サケ屋", "A", "7", "新鮭", "ABC商会", "7番館"]):
        await add_company(name, f"9000{serial:04}", site.clock())
    page = await site.press(await site.get("/search"), "検索", 企業名=typed)
    assert page.status == 200
    captions = ("該当した企業", "名前の似た企業の一覧")
    found = [row for each in captions if each in page.html for row in page.cells(each)]
    assert [shown, "東京都"] in found
    for other in ("新鮭", "ABC商会", "7番館"):
        assert other not in page.text


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "企業名を入力してください。"),
        ("  ", "企業名を入力してください。"),
        ("A", "2文字以上で入力してください。"),
        ("株式会社７", "2文字以上で入力してください。"),
        ("%", "記号だけでは登録・検索できません。"),
        ("%%%", "記号だけでは登録・検索できません。"),
        ("___", "記号だけでは登録・検索できません。"),
        ("ー" * 50, "記号だけでは登録・検索できません。"),
        ("あ" * 101, "100文字以内で入力してください。"),
        ("テスト\u202eメーカー", "4文字目に、目に見えない文字（U+202E）が入っています。"),
        ("テスト\u200bメーカー", "4文字目に、目に見えない文字（U+200B）が入っています。"),
        ("テスト\tメーカー", "改行やタブは使えません。"),
    ],
)
async def test_name_that_cannot_be_searched_is_answered_politely(
    site: Site, name: str, message: str
) -> None:
    status, _, errors = await search(site, name)
    assert status == 422
    assert message in errors["name"]


@pytest.mark.parametrize(
    "name", ["%見本%", "見本_菓", "\\見本", "' OR 1=1 --", "あああああああああ"]
)
async def test_wildcards_and_floods_find_nothing_they_should_not(site: Site, name: str) -> None:
    status, text, _ = await search(site, name)
    assert status == 200
    assert "テストメーカー" not in text


async def test_nul_in_the_address_is_answered_politely(site: Site) -> None:
    page = await site.get("/search?name=a%00%00a")
    assert page.status == 422
    assert "U+0000" in page.errors["name"]
