import pytest

from db.companies.company_ids import MOST_ROWS, search_companies
from db.demo.seeding import _add_company
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
    assert "みなと食品" in await names_found("みなと食堂")


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
