"""What operators see of an application in the Temporal UI, in a real browser."""

from collections.abc import AsyncIterator, Iterator
from urllib.parse import quote

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from rig.whole.house import House, open_house
from rig.whole.maker import RECEIPT, maker
from tests.browser_setup import find_chromium
from tests.whole.conftest import BROWSER_FLAGS

HOSTILE = "[請求書](http://evil.example/1) www.evil.example <b>a</b> &amp; a@evil.example **2**"


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=list(BROWSER_FLAGS)
        )
        yield browser
        await browser.close()


async def test_s45_what_people_typed_is_text_there_and_never_a_link(
    house: House, browser: Browser
) -> None:
    async with maker(house.product, "hostile-name") as one:
        await one.asks_for_the_link()
        done = await one.submits_the_form(company_name=HOSTILE)
        await one.gets("【Inforex】加入手続きのご案内", RECEIPT)
    number = done.text.split("受付番号")[1].split()[0]
    page = await browser.new_page()
    await expect(await _list(page, house.temporal.ui_port, number)).to_contain_text(f"{HOSTILE}｜")
    details = await _details(page, house.temporal.ui_port, number)
    await expect(details.locator("body")).to_contain_text(f"企業名: {HOSTILE}")
    (link,) = await details.get_by_role("link").all()
    ours = f"{house.product.base_url}/console/applications/{number}"
    assert await link.get_attribute("href") == ours


async def _list(page: Page, port: int, number: str) -> Locator:
    """The row of a workflow in the list, with the column that the guide has operators add."""
    query = quote("EnrolmentStage = 'awaiting_approval'")
    await page.goto(f"http://127.0.0.1:{port}/namespaces/default/workflows?query={query}")
    await page.get_by_test_id("workflows-summary-table-configuration-button").click()
    await page.get_by_role("button", name="Add Situation").click()
    return page.get_by_role("row").filter(has_text=number)


async def _details(page: Page, port: int, number: str) -> Page:
    """The rendered details of a workflow, opened by themselves from its page."""
    await page.goto(f"http://127.0.0.1:{port}/namespaces/default/workflows/{number}")
    await page.get_by_text("User Metadata").first.click()
    frame = page.locator("iframe[src*='%E4%BC%81%E6%A5%AD%E5%90%8D']")
    await expect(frame).to_have_count(1, timeout=30_000)
    address = await frame.get_attribute("src")
    await page.goto(f"http://127.0.0.1:{port}{address}")
    return page
