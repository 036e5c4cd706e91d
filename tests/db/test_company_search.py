from collections.abc import Sequence

import pytest

from db.companies import search
from db.companies.search import MOST_ROWS, search_companies
from db.demo.seeding import _add_company
from db.tables.companies import Company, CompanyKey
from rig.applications import now


async def names_found(name: str) -> list[str]:
    return [company.name for company in (await search_companies(name)).companies]


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize(
    "typed",
    [
        "テストメーカー",
        "ﾃｽﾄﾒｰｶｰ",
        "㈱テストメーカー",
        "テスト・メーカー 株式会社",
        "てすとめーかー",
        "(株)テストメーカー",
        "テストメーカ",
        "ストメーカー",
    ],
)
async def test_every_way_of_writing_finds_the_company(typed: str) -> None:
    assert (await names_found(typed))[0] == "テストメーカー"


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("typed", ["高崎サンプル珈琲", "髙﨑サンプル珈琲", "髙崎サンプル"])
async def test_old_and_new_characters_find_each_other(typed: str) -> None:
    assert (await names_found(typed))[0] == "髙﨑サンプル珈琲株式会社"


@pytest.mark.usefixtures("pool")
async def test_two_companies_of_one_name_are_both_shown() -> None:
    found = (await search_companies("サンプル乳業")).companies
    assert [company.head_office for company in found[:2]] == ["熊本県", "長野県"] or [
        company.head_office for company in found[:2]
    ] == ["長野県", "熊本県"]


@pytest.mark.usefixtures("pool")
async def test_exact_comes_before_prefix_before_middle_before_similar() -> None:
    for serial, name in enumerate(
        ["北海みなと食堂", "みなと食堂", "みなと食堂北店", "みなと食品"], 900
    ):
        await _add_company(serial, name, "", "東京都", "4512345", now=now())
    assert (await names_found("みなと食堂"))[:3] == [
        "みなと食堂",
        "みなと食堂北店",
        "北海みなと食堂",
    ]


@pytest.mark.usefixtures("pool")
async def test_a_slip_finds_what_is_alike_only_where_nothing_else_is_found() -> None:
    await _add_company(900, "みなと食品", "", "東京都", "4512345", now=now())
    assert await names_found("みなと食堂") == ["みなと食品"]
    await _add_company(901, "みなと食堂北店", "", "東京都", "4512345", now=now())
    assert await names_found("みなと食堂") == ["みなと食堂北店"]


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize(
    "typed",
    ["港町食品工行", "港村食品工業", "港食品工業", "港町食品業", "港町食品の工業", "湊街食品工業"],
)
async def test_a_name_with_a_slip_finds_the_company(typed: str) -> None:
    for serial, name in enumerate(["港町食品工業", "港町水産", "浜町食品商会"], 900):
        await _add_company(serial, name, "", "東京都", "4512345", now=now())
    assert (await names_found(typed))[0] == "港町食品工業"


@pytest.mark.usefixtures("pool")
async def test_a_name_that_shares_one_word_is_not_alike() -> None:
    await _add_company(900, "港町食品工業", "", "東京都", "4512345", now=now())
    assert await names_found("浜辺食品") == []


@pytest.mark.usefixtures("pool")
async def test_only_the_name_itself_counts_as_the_same() -> None:
    for serial, name in enumerate(["株式会社壽屋", "寿屋商店", "新寿屋"], 900):
        await _add_company(serial, name, "", "東京都", "4512345", now=now())
    found = await search_companies("寿屋")
    assert [each.name for each in found.same] == ["株式会社壽屋"]
    assert {each.name for each in found.alike} == {"寿屋商店", "新寿屋"}


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize(
    "typed", ["かし", "カシ", "ｶｼ", "kashi", "菓子", "サトー", "さとうかし", "satou", "Sato Kashi"]
)
async def test_a_reading_finds_the_company(typed: str) -> None:
    await _add_company(900, "佐藤菓子", "サトウカシ", "東京都", "4512345", now=now())
    assert "佐藤菓子" in await names_found(typed)


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("typed", ["口ッテ食堂", "ロツテ", "ツテ食堂", "ロッテ食堂"])
async def test_characters_that_look_alike_find_each_other_and_are_not_the_same(typed: str) -> None:
    await _add_company(900, "ロッテ食堂", "", "東京都", "4512345", now=now())
    assert await names_found(typed) == ["ロッテ食堂"]
    assert bool((await search_companies(typed)).same) is (typed == "ロッテ食堂")


@pytest.mark.usefixtures("pool")
async def test_one_character_finds_names_that_begin_with_it() -> None:
    await _add_company(900, "鮭屋", "", "東京都", "4512345", now=now())
    await _add_company(901, "新鮭堂", "", "東京都", "4512345", now=now())
    assert await names_found("鮭") == ["鮭屋"]


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("typed", ["食堂 港", "港　食堂", "港 食堂"])
async def test_words_are_found_in_any_order(typed: str) -> None:
    await _add_company(900, "港町食堂", "", "東京都", "4512345", now=now())
    assert await names_found(typed) == ["港町食堂"]


@pytest.mark.usefixtures("pool")
async def test_a_company_is_found_by_a_former_name_until_it_leaves() -> None:
    await _add_company(900, "旧港食堂", "キュウミナト", "東京都", "4512345", now=now())
    await Company.raw(
        """
        UPDATE company SET name = '新海亭', search_key = '新海亭', loose_search_key = '新海亭',
            name_kana = 'シンカイテイ' WHERE name = '旧港食堂'
        """
    )
    for typed in ("旧港食堂", "新海亭", "シンカイテイ"):
        found = await search_companies(typed)
        assert [each.name for each in found.companies] == ["新海亭"]
        assert bool(found.same) is (typed == "新海亭")
    await Company.raw("UPDATE company SET ended_at = now() WHERE name = '新海亭'")
    assert await names_found("旧港食堂") == []
    assert await CompanyKey.raw("SELECT 1 FROM company_key WHERE key = '新海亭'") == []


@pytest.mark.usefixtures("pool")
async def test_what_takes_too_long_is_answered_with_what_was_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await _add_company(900, "港町食堂", "", "東京都", "4512345", now=now())

    async def slow(_: Sequence[str]) -> list[str]:
        await Company.raw("SELECT pg_sleep(5)")
        return []

    monkeypatch.setattr(search, "_containing", slow)
    assert await names_found("港町食堂") == ["港町食堂"]


@pytest.mark.usefixtures("pool")
async def test_an_unknown_name_finds_nothing() -> None:
    assert await names_found("ゑびす屋本舗") == []


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("typed", ["%醸造", "ト%ー", "見本_菓"])
async def test_s11_wildcards_stand_for_nothing(typed: str) -> None:
    without = typed.replace("%", "").replace("_", "")
    assert await names_found(typed) == await names_found(without)


@pytest.mark.usefixtures("pool")
async def test_rows_are_capped_and_the_cap_is_told() -> None:
    for serial in range(800, 830):
        await _add_company(serial, f"たくさん食品{serial}", "", "東京都", "4512345", now=now())
    found = await search_companies("たくさん食品")
    assert len(found.companies) == MOST_ROWS
    assert found.more
