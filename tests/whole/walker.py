"""A person in a real browser, who finds everything by what is written on it.

With `PICTURES` set, a picture of each page that it looks at is left in `build/screenshots`: to make
one takes as long as to check the page.
"""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    PdfMargins,
    Request,
)

SCREENSHOTS = Path(__file__).parent.parent.parent / "build" / "screenshots"
PICTURES = bool(os.environ.get("PICTURES"))
MARGINS = PdfMargins(top="10mm", right="10mm", bottom="10mm", left="10mm")
FAILED = "Failed to load resource: the server responded"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
"""What is right is not described: of a long page that takes longer than to find what is wrong."""
LOADED = Axe("undefined")
"""For a page into which it was loaded before."""


class Walker:
    """Walks through the site in one window; looks at each page."""

    def __init__(self, browser: Browser, base_url: str, name: str, width: int, height: int) -> None:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="ja-JP", timezone_id="Asia/Tokyo"
        )
        self.page: Page = context.new_page()
        self.page.on("request", self._note_request)
        self.page.on("console", self._note_console)
        self._base_url = base_url
        self._folder = SCREENSHOTS / name
        self._pictures = 0
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []

    def open(self, url: str) -> None:
        self.page.goto(url if "://" in url else self._base_url + url)

    def field(self, label: str) -> Locator:
        """The field of this label, whether it is required or not."""
        return self.page.get_by_label(re.compile(rf"^{re.escape(label)}\s*(※|$)"))

    def fill(self, **fields: str) -> None:
        for label, text in fields.items():
            self.field(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        self.field(label).select_option(label=option)

    def press(self, button: str) -> None:
        self._go_on(self.page.get_by_role("button", name=button, exact=True))

    def submit(self) -> None:
        """Press the last button of what the page is about, whatever is written on it."""
        self._go_on(self.page.locator("main form[method=post] button[type=submit]").last)

    def follow(self, link: str) -> None:
        self._go_on(self.page.get_by_role("link", name=link, exact=True))

    def sees(self, text: str) -> bool:
        return text in self.page.inner_text("body")

    def heading(self) -> str:
        return self.page.inner_text("h1")

    def look(self, what: str) -> None:
        """Check the page for everybody's eyes, ears and fingers, light and dark."""
        self._pictures += 1
        path = self._folder / f"{self._pictures:02d}-{what}.png"
        take_picture(self.page, path)
        self._check(Axe(), what, {"type": "tag", "values": WCAG})
        self.page.emulate_media(color_scheme="dark")
        take_picture(self.page, path.with_suffix(".dark.png"))
        self._check(LOADED, f"{what}, dark", {"type": "rule", "values": ["color-contrast"]})
        self.page.emulate_media(color_scheme="light")
        too_wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert too_wide == 0, f"{what} is {too_wide} px wider than the window"
        assert self.elsewhere == [], "no page asks anybody else for anything (S35)"
        assert self.complaints == [], f"{what}: {self.complaints}"

    def sheets(self) -> int:
        """On how many sheets of A4 the page prints."""
        printed = self.page.pdf(format="A4", margin=MARGINS)
        return len(re.findall(rb"/Type\s*/Page\b(?!s)", printed))

    def _check(self, axe: Axe, what: str, rules: dict[str, object]) -> None:
        found = axe.run(self.page, options=ONLY_VIOLATIONS | {"runOnly": rules})
        assert found.response["violations"] == [], f"{what}: {found.generate_report()}"

    def _go_on(self, way: Locator) -> None:
        """Click, and wait until the page is there to which that leads."""
        with self.page.expect_navigation():
            way.click()

    def _note_request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self._base_url).netloc:
            self.elsewhere.append(request.url)

    def _note_console(self, message: ConsoleMessage) -> None:
        # A form that comes back with errors has a status of 4xx, which Chromium reports too.
        form_came_back = message.text.startswith(f"{FAILED} with a status of 4")
        if message.type in {"error", "warning"} and not form_came_back:
            self.complaints.append(message.text)


def take_picture(page: Page, path: Path) -> None:
    """Leave a picture of the whole page, where pictures are wanted."""
    if PICTURES:
        page.screenshot(path=path, full_page=True)
