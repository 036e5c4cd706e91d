"""A browser that goes through everything, as each kind of person, at two widths (security.md S35).

`python -m rig.security.crawler`: opens every page, follows links, sends every form as it is shown,
and tells of whatever the browser complains of: scripts and styles that the policy forbids, errors,
requests that fail or go elsewhere.
"""

import argparse
import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from litestar.types import ASGIApp
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    async_playwright,
)
from playwright.async_api import Error as BrowserError

from embedded.ports import LOOPBACK
from rig.databases import make_template
from rig.output import end_with, say
from rig.security.crowd import crowd
from rig.security.doors import Door, expected
from rig.security.forms import OF_ONE_SHAPE, Shapes
from rig.security.house import standing_site
from rig.security.people import Person
from rig.servers import free_ports, start_postgres
from rig.waiting import until
from web.__main__ import listen, server_of

WIDTHS = (390, 1280)
FLAGS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
REFUSED = "Failed to load resource: the server responded with a status of 4"
"""What Chromium says of a page that refused a form too; answers are looked at themselves."""
LINKS = """[...document.querySelectorAll("a[href]")].map(
    a => new URL(a.getAttribute("href"), location.href).href
)"""
FORMS = """[...document.forms].map((f, n) => [
    n,
    new URL(f.getAttribute("action") || location.href, location.href).pathname,
    f.getAttribute("method"),
])"""
SUBMIT = "n => document.forms[n].requestSubmit(document.forms[n].querySelector('[type=submit]'))"


@dataclass
class Crawl:
    """What one person's browser saw."""

    base_url: str
    who: str
    at: str = ""
    pages: int = 0
    forms: int = 0
    wrong: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Note whatever the browser complains of on a page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._note(f"a script failed: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _note(self, what: str) -> None:
        self.wrong.append(f"{self.who}: {self.at}: {what}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(REFUSED):
            self._note(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.base_url).netloc:
            self._note(f"a request to {request.url}")

    def _failed(self, request: Request) -> None:
        # A file that is kept ends its request like this, and so does a page that is left.
        if request.failure != "net::ERR_ABORTED":
            self._note(f"{request.method} {request.url} failed: {request.failure}")

    def _response(self, response: Response) -> None:
        # A page may refuse what a form sent; whatever else a page asks for has to be there.
        of_a_page = not response.request.is_navigation_request()
        if response.status >= (400 if of_a_page else 500):
            self._note(f"{response.request.method} {response.url} is {response.status}")


async def crawl(
    browser: Browser, who: Person, every: Sequence[Door], base_url: str, width: int
) -> Crawl:
    """Go through all that a person gets into; forms are sent at the last of the widths."""
    crawled = Crawl(base_url, f"{who.name} at {width}")
    context = await browser.new_context(viewport={"width": width, "height": 900}, locale="ja-JP")
    await _with_cookies(context, who, base_url)
    page = await context.new_page()
    crawled.watch(page)
    may = (d for d in every if "GET" in d.methods and expected(d, "GET", who) in {"in", "open"})
    waiting = deque(door.address_for(who) for door in may)
    shapes, opened, seen, sent = Shapes(every), set[str](), Counter[object](), set[object]()
    while waiting:
        address = waiting.popleft()
        shape = shapes.of(urlsplit(address).path)
        if shape is None or address in opened or seen[shape] >= OF_ONE_SHAPE:
            continue
        opened.add(address)
        seen[shape] += 1
        crawled.at = shape
        if not await _opened(page, base_url + address):
            continue
        crawled.pages += 1
        for link in await page.evaluate(LINKS):
            if link.startswith(base_url):
                waiting.append(link.removeprefix(base_url).partition("#")[0])
        if width == WIDTHS[-1]:
            await _send_forms(page, base_url + address, shapes, sent, crawled)
            if urlsplit(page.url).path in {"/login", "/console/login", "/logged-out"}:
                await who.enter()
                await _with_cookies(context, who, base_url)
    await context.close()
    return crawled


async def _with_cookies(context: BrowserContext, who: Person, base_url: str) -> None:
    await context.clear_cookies()
    await context.add_cookies(
        [{"name": name, "value": value, "url": base_url} for name, value in who.cookies.items()]
    )


async def _opened(page: Page, url: str) -> bool:
    """Open an address; False for a file, which the browser keeps and does not show."""
    try:
        await page.goto(url)
    except BrowserError as error:
        if "ERR_ABORTED" in str(error) or "Download is starting" in str(error):
            return False
        raise
    return True


async def _send_forms(
    page: Page, url: str, shapes: Shapes, sent: set[object], crawled: Crawl
) -> None:
    """Send each form that was not sent yet, as the page shows it."""
    for number, action, method in await page.evaluate(FORMS):
        kind = (shapes.of(action), method)
        if kind in sent:
            continue
        sent.add(kind)
        crawled.at = f"form to {kind[0]}"
        with suppress(
            BrowserError
        ):  # it keeps a file, or goes back to the same page without a load
            async with page.expect_navigation(timeout=5_000):
                await page.evaluate(SUBMIT, number)
        crawled.forms += 1
        await _opened(page, url)


@asynccontextmanager
async def served(app: ASGIApp, port: int) -> AsyncIterator[None]:
    """Serve an application at a port while the block lasts."""
    server = server_of(app)
    life = asyncio.create_task(server.serve(sockets=[listen("WEB", LOOPBACK, port)]))

    async def started() -> bool:
        return server.started

    await until(started, "the server")
    yield
    server.should_exit = True
    await life


@asynccontextmanager
async def chromium(executable: str) -> AsyncIterator[Browser]:
    """A browser while the block lasts."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        await browser.close()


async def _crawled(postgres: str, executable: str, names: Sequence[str]) -> list[str]:
    await make_template(postgres)
    wrong: list[str] = []
    (port,) = free_ports(1)
    base_url = f"http://{LOOPBACK}:{port}"
    async with (
        standing_site(postgres, base_url, partial(served, port=port)) as (app, made),
        chromium(executable) as browser,
    ):
        async for who, may in crowd(app, made):
            for width in WIDTHS if not names or who.row in names else ():
                seen = await crawl(browser, who, may, base_url, width)
                told = f"{seen.pages} pages, {seen.forms} forms"
                say(f"{seen.who}: {told}, {len(seen.wrong)} complaints")
                wrong += seen.wrong
    return wrong


def main() -> None:
    """Ends with status 1 and all that the browser complained of, each once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", required=True, help="the browser's program")
    parser.add_argument("people", nargs="*", help="only these")
    given = parser.parse_args()
    with start_postgres(short_lived=True) as postgres:
        wrong = asyncio.run(_crawled(postgres, given.chromium, given.people))
    end_with(wrong)


if __name__ == "__main__":
    main()
