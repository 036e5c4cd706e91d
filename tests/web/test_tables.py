"""Every table of members and staff, full of long values, in the windows of a phone and a desk."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from litestar.routes import HTTPRoute
from playwright.async_api import Browser, Page, Route, async_playwright

from rig.applications import Applications, now
from rig.console.staff import let_in, person_of
from rig.long_values import ADDRESS, NAME, PERSON, Made, long_values
from rig.site import Site
from tests.accounts import invited
from tests.browser_setup import find_chromium
from tests.web.account_files import HEADER
from tests.web.account_files import send as send_new_accounts
from tests.web.test_account_batches import press
from tests.web.test_account_batches import send as send_file
from tests.web.test_login import log_in
from tests.whole.conftest import BROWSER_FLAGS

PICTURES = Path(__file__).parents[2] / "build" / "screenshots" / "tables"
WIDTHS = (390, 1280)

DEFECTS = r"""() => {
  const found = [];
  const day = "[0-9]{4}年[0-9]+月[0-9]+日";
  const number = "(?<![\\w@.&#:+/-])\\+?[0-9][0-9,.:/-]*[0-9](?![\\w@:/-])";
  const whole = new RegExp(`${day}|${number}`, "g");
  const wide = document.documentElement;
  if (wide.scrollWidth > wide.clientWidth) {
    found.push(`the page is ${wide.scrollWidth - wide.clientWidth} px too wide`);
  }
  for (const cell of document.querySelectorAll("tbody th, tbody td")) {
    const box = cell.getBoundingClientRect();
    const style = getComputedStyle(cell);
    const left = box.left + parseFloat(style.paddingLeft) - 1;
    const room = box.width - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const all = document.createRange();
    all.selectNodeContents(cell);
    const lines = new Set([...all.getClientRects()].map((line) => Math.round(line.top)));
    if (lines.size > 2 && room < 4 * parseFloat(style.fontSize)) {
      found.push(`${cell.dataset.header}: ${cell.innerText} is squeezed`);
    }
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (text.parentElement.closest(".visually-hidden, svg, select, [hidden]")) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const line of range.getClientRects()) {
        if (line.width > 0 && (line.left < left || line.right > box.right + 1)) {
          found.push(`${cell.dataset.header}: ${text.data.trim().slice(0, 40)} is outside`);
        }
      }
      for (const number of text.data.matchAll(whole)) {
        range.setStart(text, number.index);
        range.setEnd(text, number.index + number[0].length);
        const lines = new Set([...range.getClientRects()].map((line) => Math.round(line.top)));
        if (lines.size > 1) found.push(`${cell.dataset.header}: ${number[0]} is broken`);
      }
    }
  }
  for (const head of document.querySelectorAll("thead th")) {
    if (getComputedStyle(head.parentElement.parentElement).position === "absolute") continue;
    if (head.scrollWidth > head.clientWidth + 1) found.push(`the head ${head.innerText} is cut`);
  }
  return [...new Set(found)];
}"""


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=list(BROWSER_FLAGS)
        )
        yield browser
        await browser.close()


def addresses(site: Site, made: Made, rooms: str) -> Iterator[str]:
    """Every page of these rooms whose address can be told."""
    known = {
        "number:str": made.number,
        "company_id:str": made.ids.company_id,
        "account_id:str": "002",
        "wholesaler:int": str(made.wholesaler),
    }
    for route in site.app.routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else ():
            if "GET" in handler.http_methods and handler.fn.__module__.startswith(rooms):
                yield re.sub(r"\{([^}]+)\}", lambda found: known.get(found[1], "1"), route.path)


async def tables_of(site: Site, made: Made, rooms: str) -> dict[str, str]:
    """The pages that have a table, with their HTML."""
    shown = {}
    for path in sorted(set(addresses(site, made, rooms))):
        if path.endswith(("/login", "/code")) or "." in path or "/pdf" in path or "{" in path:
            continue
        answer = await site.client.get(path)
        if answer.status_code == 200 and "<table" in answer.text:
            shown[path] = answer.text
    return shown


async def open_from(site: Site, page: Page, html: str, path: str) -> None:
    """Show a page that was fetched, with the files it asks for."""

    async def answer(route: Route) -> None:
        url = route.request.url.removeprefix("https://inforex.test")
        if url == path:
            await route.fulfill(body=html, content_type="text/html; charset=utf-8")
            return
        file = await site.client.get(url)
        await route.fulfill(body=file.content, headers=dict(file.headers))

    await page.unroute_all()
    await page.route("**/*", answer)
    await page.goto(f"https://inforex.test{path}")


async def look(site: Site, browser: Browser, shown: dict[str, str]) -> list[str]:
    """What is wrong with the tables, in each window."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    found = []
    for width in WIDTHS:
        page = await browser.new_page(viewport={"width": width, "height": 900})
        for path, html in shown.items():
            await open_from(site, page, html, path)
            name = path.strip("/").replace("/", "-")
            await page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
            defects = await page.evaluate(DEFECTS)
            found += [f"{path} at {width}: {defect}" for defect in defects]
    return found


async def test_no_table_of_the_console_breaks_numbers_or_leaves_its_columns(
    site: Site, applications: Applications, browser: Browser
) -> None:
    who = await person_of(site)
    made = await long_values(applications, who)
    await let_in(site, who)
    shown = await tables_of(site, made, "web.console")
    assert len(shown) > 14, sorted(shown)
    assert await look(site, browser, shown) == []


async def test_no_table_of_the_portal_breaks_numbers_or_leaves_its_columns(
    site: Site, applications: Applications, browser: Browser
) -> None:
    made = await long_values(applications, await person_of(site))
    await log_in(site, made.ids)
    shown = await tables_of(site, made, "web.portal")
    assert {"/accounts", "/profile/logins", "/profile/sessions"} <= set(shown)
    assert await look(site, browser, shown) == []


async def pages_of_many_accounts(site: Site) -> dict[str, str]:
    """What is shown before and after a file or a choice, each as long as may be."""
    who = f"{NAME[:100]},{PERSON},カナ,"
    lines = [HEADER, f"{who}a{ADDRESS}", f"{who}x", f"{who}b@gmail.com", f"'{who}y"]
    preview = await send_new_accounts(site, "\n".join(lines))
    issued = await site.press(preview, "発行できる2行だけを発行する")
    leavers = f"アカウントID,氏名\n002,{PERSON}別人\n001,\n{NAME},"
    of_leavers = await send_file(site, "/accounts/leavers/file", leavers, act="stop")
    changes = f"アカウントID,氏名,部署名\n002,{PERSON[::-1]},{NAME[20:120]}\n001,{PERSON},{NAME}"
    of_changes = await send_file(site, "/accounts/changes", changes)
    sent = await site.press(await site.get("/accounts/invitations"), "選択した方に招待を送る")
    leaving = await site.get("/accounts/leavers")
    chosen = await press(site, leaving, "内容を確認する", "002", act="stop")
    pages = (preview, issued, of_leavers, of_changes, sent, chosen)
    return {f"{page.path}?page={nth}": page.html for nth, page in enumerate(pages)}


async def test_no_table_of_many_accounts_breaks_numbers_or_leaves_its_columns(
    site: Site, applications: Applications, browser: Browser
) -> None:
    made = await long_values(applications, await person_of(site))
    lapsed = await invited(made.ids, applications.settings, now() - timedelta(days=4))
    await lapsed.change(person_name=PERSON, department=NAME[:100], mail_address=f"d{ADDRESS}")
    await log_in(site, made.ids)
    shown = await pages_of_many_accounts(site)
    assert [path for path, html in shown.items() if "<table" not in html] == []
    assert await look(site, browser, shown) == []
