"""A browser, and the product on real servers, started once for all tests of the whole."""

import asyncio
import sys
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, sync_playwright

from rig.servers import start_servers
from rig.whole.lawful import settles_lawfully
from rig.whole.product import Product, running_product
from tests.browser_setup import find_chromium

# Chromium has no business outside this machine, and under root no sandbox.
BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="package")
def product(pytestconfig: pytest.Config) -> Iterator[Product]:
    servers = start_servers(partial(_tell, pytestconfig))
    try:
        with running_product(servers) as running:
            yield running
            asyncio.run(settles_lawfully(running))
    finally:
        servers.stop()


def _tell(config: pytest.Config, line: str) -> None:
    """Say something to whoever started the tests, though all that they write is caught."""
    with config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        sys.stderr.write(f"\n{line}\n")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for one module: while it lives, Playwright keeps a loop that async tests meet."""
    chromium = find_chromium()
    if chromium is None:
        pytest.fail("no Chromium was found; `make browser` installs one or says how to get it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(BROWSER_FLAGS))
        yield browser
        browser.close()
