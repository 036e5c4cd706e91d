"""From an administrator's click on 「問題なしとする」 until its effect shows on the page.

Prints the median and the range of 20 applications on the stack of `TEST_SERVERS`.
"""

import asyncio
import sys
import time
from statistics import median

import httpx

from db.engine import database
from db.enrolment.facts import load_facts
from domain.enrolment.stages import Stage
from rig.applications import Applications
from rig.console.staff import PASSWORD, Person, person
from rig.servers import start_servers
from rig.visitor import Visitor
from rig.waiting import until
from rig.whole.product import Product, running_product
from settings import Settings

DECISIONS = 20
REASON = "登録の電話番号で確認しました。"


def main() -> None:
    servers = start_servers()
    try:
        with running_product(servers) as product:
            asyncio.run(_measure(product))
    finally:
        servers.stop()


async def _measure(product: Product) -> None:
    settings = Settings.from_environment(product.environment)
    async with (
        database(settings.database_url),
        httpx.AsyncClient(base_url=product.base_url, timeout=30) as client,
    ):
        visitor = Visitor(client)
        await _log_in(visitor, await person(keys=settings.link_keys))
        times = sorted([await _clear(visitor, Applications(settings)) for _ in range(DECISIONS)])
    sys.stdout.write(
        f"click to effect: median {median(times):.0f} ms"
        f" ({times[0]:.0f} to {times[-1]:.0f}, {len(times)} decisions)\n"
    )


async def _log_in(visitor: Visitor, staff: Person) -> None:
    page = await visitor.get("/console/login")
    page = await visitor.press(
        page, "ログイン", メールアドレス=staff.mail_address, パスワード=PASSWORD
    )
    await visitor.press(page, "ログイン", 確認コード=staff.app.now())


async def _clear(visitor: Visitor, applications: Applications) -> float:
    """Clear one application; gives the milliseconds until the wholesaler is being asked."""
    number = await applications.under_review()
    page = await visitor.get(f"/console/applications/{number}/clear")
    clicked = time.perf_counter()
    await visitor.press(page, "問題なしとする", 理由=REASON)

    async def shows() -> bool:
        return (await load_facts(number)).recorded is Stage.AWAITING_APPROVAL

    await until(shows, f"{number} to go on")
    return (time.perf_counter() - clicked) * 1000


if __name__ == "__main__":
    main()
