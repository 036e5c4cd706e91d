"""Logins a second beside Argon2id alone, and a page while strangers try to log in."""

import asyncio
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from urllib.parse import urlencode

import httpx

from bench import wrk
from bench.rows import Row, show
from bench.wrk import Load
from db.engine import database
from domain.passwords import verify_password
from domain.tokens import Purpose
from rig.applications import HASH, PASSWORD, Applications, another_form
from rig.members import Ids, colleague, id_manager
from rig.servers import start_servers
from rig.whole.product import Product, running_product
from settings import Settings

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "5"))
CORES = os.cpu_count() or 1
ACCOUNTS = 60
WRONG = "wrong-horse-battery-staple"

# Every try is of another network and another account, or it would be refused.
_LOG_IN = """
request = function()
  wrk.headers["X-Forwarded-For"] =
    string.format("10.%d.%d.%d", math.random(250), math.random(250), math.random(250))
  local account = string.format("%03d", math.random({accounts}))
  return wrk.format("POST", nil, nil, "{fields}&account_id=" .. account)
end
"""


def main() -> None:
    show(rows())


def rows() -> list[Row]:
    """Measure both; without `wrk` the only row says so."""
    if not wrk.is_there():
        return [Row("logins a second", wrk.TO_GET_IT, "", None, "≥ 0.9")]
    servers = start_servers()
    try:
        with running_product(servers, TRUSTED_PROXIES="127.0.0.0/8") as product:
            manager, approval = asyncio.run(_prepared(product))
            return [_logins(product, manager), _flood(product, manager, approval)]
    finally:
        servers.stop()


async def _prepared(product: Product) -> tuple[Ids, str]:
    """Make accounts, and a request to be approved; gives whose, and its page."""
    settings = Settings.from_environment(product.environment)
    applications = Applications(settings)
    async with database(settings.database_url):
        manager = await id_manager(applications)
        for serial in range(2, ACCOUNTS + 1):
            await colleague(manager, f"{serial:03d}")
        number = await applications.awaiting_approval("waits@maker.example", another_form())
        return manager, f"/approval/{await applications.token(Purpose.APPROVAL, number)}"


def _logins(product: Product, manager: Ids) -> Row:
    load = _tries(product, manager, PASSWORD)
    load.rate(1)
    rates = [(_argon2_alone(), load.rate(SECONDS)) for _ in range(ROUNDS)]
    alone, ours = (median(column) for column in zip(*rates, strict=True))
    ratio = median(ours / alone for alone, ours in rates)
    return Row("logins a second", f"{ours:.0f}", f"{alone:.0f}", ratio, "≥ 0.9")


def _flood(product: Product, manager: Ids, approval: str) -> Row:
    page, flood = Load(product.base_url + approval, at_once=1), _tries(product, manager, WRONG)
    page.rate(1)
    times = []
    for _ in range(ROUNDS):
        quiet = page.median(SECONDS)
        with flood.lasting():
            times.append((quiet, page.median(SECONDS)))
    quiet, flooded = (median(column) for column in zip(*times, strict=True))
    ratio = median(during / before for before, during in times)
    what = "approval page in a flood of logins, beside quiet"
    return Row(what, f"{flooded:.1f} ms", f"{quiet:.1f} ms", ratio, "≤ 2")


def _tries(product: Product, manager: Ids, password: str) -> Load:
    with httpx.Client(base_url=product.base_url) as browser:
        found = re.search('name="csrf_token" value="([^"]+)"', browser.get("/login").text)
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    if found is None:
        raise RuntimeError("the login page has no form")
    fields = {"csrf_token": found[1], "company_id": manager.company_id, "password": password}
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    script = _LOG_IN.format(accounts=ACCOUNTS, fields=urlencode(fields))
    return Load(f"{product.base_url}/login", headers, script)


def _argon2_alone() -> float:
    """Verifications a second, by as many threads as there are cores."""
    until = time.perf_counter() + SECONDS

    def verify() -> int:
        times = 0
        while time.perf_counter() < until:
            verify_password(HASH, PASSWORD)
            times += 1
        return times

    with ThreadPoolExecutor(CORES) as threads:
        return (
            sum(future.result() for future in [threads.submit(verify) for _ in range(CORES)])
            / SECONDS
        )


if __name__ == "__main__":
    main()
