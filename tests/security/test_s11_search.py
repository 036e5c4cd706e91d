"""The company search gives away name and prefecture of few companies, and to nobody many (S11)."""

from datetime import datetime, timedelta

import pytest

from db.companies.search import MOST_ROWS, search_companies
from db.tables.companies import Company
from rig.applications import APPLICANT, Applications
from rig.site import Site
from web.applicant.search import MOST_SEARCHES

FOUND = "名前の似た企業の一覧"


async def add_company(serial: int, name: str, at: datetime) -> None:
    await Company.insert(
        Company(
            company_id=f"9000{serial:04}",
            name=name,
            search_key=name,
            loose_search_key=name,
            head_office="東京都",
            enrolled_at=at,
        )
    )


@pytest.mark.parametrize("name", ["", "a", "Ａ", "株式会社a", "7"])
async def test_s11_a_letter_or_digit_alone_shows_nothing(site: Site, name: str) -> None:
    await add_company(1, "abc食品", site.clock())
    await add_company(2, "7番食品", site.clock())
    page = await site.get(f"/search?name={name}")
    assert page.status == 422
    assert "食品" not in page.text


async def test_s11_one_character_shows_capped_rows_that_begin_with_it(site: Site) -> None:
    for serial in range(MOST_ROWS + 5):
        await add_company(serial, f"鮭食品{serial:02}", site.clock())
    await add_company(50, "新鮭食品", site.clock())
    page = await site.get("/search?name=鮭")
    assert len(page.cells(FOUND)) == MOST_ROWS
    assert "新鮭食品" not in page.text


@pytest.mark.parametrize("name", ["%", "__", "多%品", "多__品", "多*品"])
async def test_s11_wildcards_stand_for_nothing(site: Site, name: str) -> None:
    await add_company(1, "多数食品", site.clock())
    page = await site.client.get("/search", params={"name": name})
    assert "多数食品" not in page.text


async def test_s11_rows_are_capped_whatever_is_asked(site: Site) -> None:
    for serial in range(MOST_ROWS + 5):
        await add_company(serial, f"多数食品{serial:02}", site.clock())
    for asked in ("多数食品", "多数", "数食品"):
        assert len((await search_companies(asked)).companies) == MOST_ROWS
        assert len((await site.get(f"/search?name={asked}")).cells(FOUND)) == MOST_ROWS


async def test_s11_search_is_throttled_for_each_network_alone(site: Site) -> None:
    for _ in range(MOST_SEARCHES):
        assert (await site.get("/search?name=見本")).status == 200
    page = await site.get("/search?name=見本")
    assert page.status == 429
    assert page.h1 == "しばらくお待ちください"
    async with site.browser("198.51.100.1") as other:
        assert (await other.get("/search?name=見本")).status_code == 200
    site.clock.now += timedelta(minutes=1)
    assert (await site.get("/search?name=見本")).status == 200


async def test_s11_search_shows_name_and_prefecture_only(
    site: Site, applications: Applications
) -> None:
    number = await applications.enrolled()
    page = await site.get("/search?name=新規食品")
    assert page.cells("該当した企業") == [["新規食品株式会社", "東京都"]]
    for hidden in (number, "4598765", "千代田", "03-0000-1234", "田中", APPLICANT):
        assert hidden not in page.html


async def test_s11_search_is_throttled_for_the_networks_of_one_prefix_together(site: Site) -> None:
    async def times(network: str, most: int) -> int:
        async with site.browser(network) as browser:
            for nth in range(most):
                if (await browser.get("/search?name=見本")).status_code == 429:
                    return nth
        return most

    assert await times("2001:db8:1::1", MOST_SEARCHES + 1) == MOST_SEARCHES
    assert await times("2001:db8:1:1::1", MOST_SEARCHES + 1) == MOST_SEARCHES
    assert await times("2001:db8:1:2::1", 1) == 0
    assert await times("2001:db8:2::1", 1) == 1
