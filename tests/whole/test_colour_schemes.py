"""The colours that a reader's system asks for: dark pages, and few colours of the reader's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from tests.web.test_components import MISTAKES, style_guide
from tests.whole.walker import ONLY_VIOLATIONS, SCREENSHOTS, WCAG, take_picture

STATIC = Path(__file__).parents[2] / "web" / "static"
SITE = "http://style.guide.test"
ColorScheme = Literal["light", "dark"]
ENOUGH = 3.0
"""The contrast of what is no text, WCAG 2.2 1.4.11."""

CONTRAST = """
([selector, property, ground]) => {
  const [colour, behind] = [[selector, property], ground].map(([of, name]) =>
    getComputedStyle(document.querySelector(of))[name].match(/[\\d.]+/g).slice(0, 3).map(Number));
  const light = (rgb) => rgb.map((part) => part / 255)
    .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const [low, high] = [light(colour), light(behind)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}
"""
GROUND = ["body", "backgroundColor"]


@pytest.fixture(scope="module")
def every_component(browser: Browser) -> Iterator[Page]:
    """The page with every component on it, with mistakes in its form; loaded once."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    page = context.new_page()
    page.route("**/*", _answer)
    page.goto(f"{SITE}/")
    yield page
    context.close()


@pytest.fixture
def page(every_component: Page) -> Page:
    """That page as it is by itself, whatever was asked of it before."""
    every_component.emulate_media(media="screen", color_scheme="light", forced_colors="none")
    return every_component


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_component_can_be_read(page: Page, scheme: ColorScheme) -> None:
    page.emulate_media(color_scheme=scheme)
    take_picture(page, SCREENSHOTS / f"components-{scheme}.png")
    rules = {"runOnly": {"type": "tag", "values": WCAG}}
    found = Axe().run(page, options=ONLY_VIOLATIONS | rules)
    assert found.response["violations"] == [], found.generate_report()


def test_pages_are_dark_where_the_system_is(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(26, 26, 26)"
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("selector", "style"),
    [
        (".steps-bar span:last-child", "borderTopColor"),
        (".steps-bar .reached", "backgroundColor"),
        (".timeline-done svg", "fill"),
        (".timeline-next svg", "stroke"),
        (".timeline-current .core", "fill"),
        (".timeline-current svg", "stroke"),
        (".icon", "fill"),
    ],
)
def test_pictures_stay_visible_with_forced_colours(
    page: Page, scheme: ColorScheme, selector: str, style: str
) -> None:
    page.emulate_media(color_scheme=scheme, forced_colors="active")
    assert page.evaluate(CONTRAST, [selector, style, GROUND]) >= ENOUGH


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_done_looks_other_than_what_is_to_come_with_forced_colours(
    page: Page, scheme: ColorScheme
) -> None:
    page.emulate_media(color_scheme=scheme, forced_colors="active")
    take_picture(page, SCREENSHOTS / f"components-{scheme}-forced.png")
    unreached = "getComputedStyle(document.querySelector('.steps-bar span:last-child'))"
    assert page.evaluate(f"{unreached}.borderTopWidth") == "1px"
    to_come = [".timeline-next svg", "fill"]
    assert page.evaluate(CONTRAST, [".timeline-done svg", "fill", to_come]) >= ENOUGH
    not_reached = [".steps-bar span:last-child", "backgroundColor"]
    assert (
        page.evaluate(CONTRAST, [".steps-bar .reached", "backgroundColor", not_reached]) >= ENOUGH
    )


def _answer(route: Route) -> None:
    path = route.request.url.removeprefix(f"{SITE}/")
    if path.startswith("static/"):
        route.fulfill(path=STATIC / path.removeprefix("static/"))
    else:
        route.fulfill(body=style_guide(MISTAKES), content_type="text/html; charset=utf-8")
