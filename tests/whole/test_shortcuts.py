"""Keys of the console: listed on a page, and as the browser hears them."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.web.test_components import ROOT
from web.console.areas import AREAS
from web.console.shortcuts import AREA_KEYS, KEYS

SCRIPT = (ROOT / "web" / "static" / "console.js").read_text()
HTML = """
<!doctype html><html lang="ja"><title>x</title><main>
<input id="find-words">
<table class="list-table"><tbody>
<tr><th><a href="/1" id="first">1</a></th></tr><tr><th><a href="/2" id="second">2</a></th></tr>
</tbody></table>
<a href="/next">次の50件</a><div hidden data-shortcuts-switch>
<button type="button" data-other-text="使う">使わない</button></div>
</main><script src="/console.js"></script></html>
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    def answer(route: Route) -> None:
        if route.request.url.endswith(".js"):
            route.fulfill(body=SCRIPT, content_type="text/javascript")
        else:
            route.fulfill(body=HTML, content_type="text/html; charset=utf-8")

    page = browser.new_context(locale="ja-JP").new_page()
    page.route("**/*", answer)
    return page


@pytest.fixture
def opened(page: Page) -> Iterator[Page]:
    page.goto("https://inforex.test/console/x")
    yield page
    page.evaluate("localStorage.clear()")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_the_page_lists_the_keys_that_the_script_knows() -> None:
    listed = {key for key, _ in KEYS} - {"Enter"}
    known = re.search(r"const KEYS = \{(.*?)\n\};", SCRIPT, re.DOTALL)
    assert known is not None
    assert set(re.findall(r'^  "?([^\s":]+)"?: ', known[1], re.MULTILINE)) - {"g"} == listed
    areas = re.search(r"const AREAS = \{(.*?)\};", SCRIPT, re.DOTALL)
    assert areas is not None
    led = dict(re.findall(r'(\w): "([^"]+)"', areas[1]))
    assert led.keys() == AREA_KEYS.keys()
    names = dict(AREAS) | {"/console/applications/all": "すべての申請"}
    assert {key: names[f"/console/{path}"] for key, path in led.items()} == AREA_KEYS


def test_keys_move_and_lead(opened: Page) -> None:
    for key, place in (("j", "first"), ("j", "second"), ("k", "first"), ("/", "find-words")):
        opened.keyboard.press(key)
        assert focused(opened) == place
    opened.keyboard.press("?")
    assert opened.input_value("#find-words") == "?", "whoever types is not disturbed"
    opened.locator("#first").focus()
    opened.keyboard.press("n")
    opened.wait_for_url("**/next")
    opened.keyboard.press("g")
    opened.keyboard.press("m")
    opened.wait_for_url("**/console/mails")
    opened.keyboard.press("?")
    opened.wait_for_url("**/console/shortcuts")


def test_keys_can_be_turned_off(opened: Page) -> None:
    opened.get_by_role("button", name="使わない").click()
    opened.locator("main").click()
    opened.keyboard.press("/")
    assert focused(opened) != "find-words"
    opened.get_by_role("button", name="使う").click()
    opened.keyboard.press("/")
    assert focused(opened) == "find-words"
