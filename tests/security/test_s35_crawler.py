"""The browser of `make security` complains of what it should (security.md S35)."""

import asyncio
from functools import partial

from litestar import Litestar, MediaType, get

from embedded.ports import LOOPBACK
from rig.security.crawler import chromium, crawl, served
from rig.security.doors import doors
from rig.security.people import Person
from rig.servers import free_ports
from tests.browser_setup import find_chromium
from web.guards import PUBLIC
from web.security import CONTENT_SECURITY_POLICY

html = partial(
    get,
    opt=PUBLIC,
    media_type=MediaType.HTML,
    response_headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY},
)


@html("/")
async def first() -> str:
    return '<!doctype html><title>First</title><a href="/linked?a=1">on</a>'


@html("/linked")
async def linked() -> str:
    return (
        "<!doctype html><title>Linked</title><script>document.title = 'ran'</script>"
        '<img alt="" src="/missing">'
        '<form method="post" action="/linked"><button type="submit">a</button></form>'
    )


async def test_s35_inline_scripts_missing_files_and_failures_are_seen() -> None:
    app = Litestar([first, linked], openapi_config=None)
    (port,) = free_ports(1)
    base_url = f"http://{LOOPBACK}:{port}"
    executable = str(await asyncio.to_thread(find_chromium))
    async with served(app, port), chromium(executable) as browser:
        seen = await crawl(browser, Person("nobody", app, {}), doors(app), base_url, 1280)
    assert seen.pages >= 2
    assert seen.forms == 1
    complaints = " ".join(seen.wrong)
    assert "Content Security Policy" in complaints
    assert "404" in complaints
