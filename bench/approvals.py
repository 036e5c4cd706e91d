"""From the click on 「承認する」 to the completion mail in the inbox, and what a run costs.

Prints the median and the range of 20 enrolments on the stack of `TEST_SERVERS`, with the events
and bytes of one history.
"""

import asyncio
import sys
import time
from statistics import median

import httpx
from temporalio.client import Client

from db.engine import database
from domain.tokens import Purpose
from rig.applications import Applications, another_form
from rig.servers import start_servers
from rig.visitor import Page
from rig.whole.product import Product, running_product
from settings import Settings

ENROLMENTS = 20
WELCOME = "【Inforex】会員登録完了のお知らせ"


def main() -> None:
    servers = start_servers()
    try:
        # One contact is asked about all of them.
        with running_product(servers, MAILS_PER_CONTACT="1000") as product:
            asyncio.run(_measure(product))
    finally:
        servers.stop()


async def _measure(product: Product) -> None:
    settings = Settings.from_environment(product.environment)
    async with database(settings.database_url), httpx.AsyncClient() as browser:
        applications = Applications(settings)
        runs = [await _enrol(product, applications, browser, n) for n in range(ENROLMENTS)]
    times = sorted(milliseconds for _, milliseconds in runs)
    sys.stdout.write(
        f"approval to completion mail: median {median(times):.0f} ms"
        f" ({times[0]:.0f} to {times[-1]:.0f}, {len(times)} enrolments)\n"
    )
    client = await Client.connect(product.environment["TEMPORAL_ADDRESS"])
    history = await client.get_workflow_handle(runs[-1][0]).fetch_history()
    size = sum(event.ByteSize() for event in history.events)
    sys.stdout.write(f"one finished application: {len(history.events)} events, {size} bytes\n")


async def _enrol(
    product: Product, applications: Applications, browser: httpx.AsyncClient, nth: int
) -> tuple[str, float]:
    """Enrol one company; gives its number and the milliseconds from click to mail."""
    address = f"bench{nth}@bench{nth}.example"
    number = await applications.invited(address)
    await applications.submit(number, another_form())
    product.inbox.text_of(address, "【Inforex】加入申請を受け付けました")
    token = await applications.token(Purpose.APPROVAL, number)
    url = f"{product.base_url}/approval/{token}/approve"
    form, _ = Page(await browser.get(url)).form_of("承認する")
    fields = {e.get("name") or "": e.get("value") or "" for e in form.iter("input")}
    clicked = time.perf_counter()
    await browser.post(url, data=fields)
    product.inbox.text_of(address, WELCOME)
    return number, (time.perf_counter() - clicked) * 1000


if __name__ == "__main__":
    main()
