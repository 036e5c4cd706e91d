"""Requests a second of the commonest pages, beside bare Litestar pages of the same bytes.

The bare ones have a template each, are served by the same server with the same settings, and are
asked in turns with ours by `wrk`, which is not the bottleneck as a client in Python is.
"""

import asyncio
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from statistics import median
from urllib.parse import quote

import httpx

from bench.bare_page import bare_pages
from bench.rows import Row, show
from db.engine import database
from db.enrolment.application_form import verify_address
from db.identity.credentials import load_credentials_of
from db.identity.sessions import begin
from domain.logins import ADMINISTRATORS, MEMBERS, LoginKind
from domain.tokens import Purpose
from rig.applications import Applications, another_form, now
from rig.console.staff import HERE, person
from rig.members import colleague, id_manager
from rig.servers import start_servers
from rig.whole.product import Product, running_product
from settings import Settings

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = os.environ.get("BENCH_SECONDS", "2")
AT_ONCE = 8
AIM = "≥ 0.5"
TO_GET_WRK = "wrk is not there; `apt-get install wrk` brings it"

# Searches are counted by network, of which this makes a new one for each.
_ANOTHER_NETWORK = """
request = function()
  local network = string.format("10.%d.%d.%d", math.random(250), math.random(250), math.random(250))
  wrk.headers["X-Forwarded-For"] = network
  return wrk.format()
end
"""


@dataclass(frozen=True)
class Asked:
    """A page, and what a browser sends along with it."""

    path: str
    cookie: str = ""
    networks: bool = False

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie} if self.cookie else {}


def main() -> None:
    show(rows())


def rows() -> list[Row]:
    """Measure every page; without `wrk` the only row says so."""
    if shutil.which("wrk") is None:
        return [Row("requests a second of pages", TO_GET_WRK, "", None, AIM)]
    servers = start_servers()
    try:
        with running_product(servers, TRUSTED_PROXIES="127.0.0.0/8") as product:
            pages = asyncio.run(_prepared(product))
            contents = {
                f"{place}.html": _content(product, page)
                for place, page in enumerate(pages.values())
            }
            with bare_pages(contents) as bare:
                return [
                    _row(what, page, product.base_url, f"{bare}{name}")
                    for (what, page), name in zip(pages.items(), contents, strict=True)
                ]
    finally:
        servers.stop()


async def _prepared(product: Product) -> dict[str, Asked]:
    """Fill the database with what the pages show, and log two people in."""
    settings = Settings.from_environment(product.environment)
    applications = Applications(settings)
    async with database(settings.database_url):
        manager = await id_manager(applications)
        for number in range(2, 62):
            await colleague(manager, f"{number:03d}")
        for number in range(20):
            await applications.under_review(f"a{number}@maker.example")
        form = await applications.invited("form@maker.example")
        await verify_address(form, now())
        waiting = await applications.awaiting_approval("waits@maker.example", another_form())
        staff = await person()
        return {
            "top": Asked("/"),
            "search": Asked("/search"),
            "search, answered": Asked("/search?name=" + quote("新規食品"), networks=True),
            "login": Asked("/login"),
            "form": Asked(f"/apply/{await applications.token(Purpose.APPLY, form)}/form"),
            "status": Asked(f"/status/{await applications.token(Purpose.STATUS, waiting)}"),
            "approval": Asked(f"/approval/{await applications.token(Purpose.APPROVAL, waiting)}"),
            "account list": Asked(
                "/accounts", await _cookie(MEMBERS, (await manager.account()).id)
            ),
            "queue": Asked(
                "/console/applications", await _cookie(ADMINISTRATORS, staff.administrator)
            ),
        }


async def _cookie(kind: LoginKind, key: int) -> str:
    credentials = await load_credentials_of(kind, key)
    if credentials is None:
        raise LookupError(key)
    return f"{kind.session_cookie}={await begin(credentials, HERE, replaces='', now=now())}"


def _content(product: Product, page: Asked) -> str:
    answer = httpx.get(product.base_url + page.path, headers=page.headers)
    if answer.status_code != httpx.codes.OK:
        raise RuntimeError(f"{page.path} answers {answer.status_code}")
    return answer.text


def _row(what: str, page: Asked, ours: str, bare: str) -> Row:
    """Both by turns; what is not told apart by the rounds is the noise of the machine."""
    rates = [(_rate(bare, Asked("")), _rate(ours, page)) for _ in range(ROUNDS)]
    theirs, own = (median(column) for column in zip(*rates, strict=True))
    ratio = median(own / bare for bare, own in rates)
    return Row(f"{what}: requests a second", f"{own:.0f}", f"{theirs:.0f}", ratio, AIM)


def _rate(url: str, page: Asked) -> float:
    """Requests a second, as `wrk` says; raises `RuntimeError` when not all were answered well."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_ANOTHER_NETWORK if page.networks else "")
        script.flush()
        headers = [f"-H{name}: {value}" for name, value in page.headers.items()]
        command = ["wrk", "-t1", f"-c{AT_ONCE}", f"-d{SECONDS}", "-s", script.name, *headers]
        said = subprocess.run(  # noqa: S603 -- our own
            [*command, url + page.path], capture_output=True, text=True, check=True
        ).stdout
    found = re.search(r"Requests/sec: +([0-9.]+)", said)
    if found is None or "Non-2xx" in said:
        raise RuntimeError(f"{url}{page.path}: {said}")
    return float(found[1])


if __name__ == "__main__":
    main()
