"""Requests a second of the commonest pages, beside bare Litestar pages of the same bytes.

The bare ones have a template each, are served by the same server with the same settings, and are
asked in turns with ours by `wrk`, which is not the bottleneck as a client in Python is.
"""

import asyncio
import os
from dataclasses import dataclass
from statistics import median
from urllib.parse import quote

import httpx

from bench import wrk
from bench.bare_page import bare_pages
from bench.rows import Row, show
from bench.wrk import Load
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
SECONDS = float(os.environ.get("BENCH_SECONDS", "2"))
AIM = "≥ 0.5"

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
    script: str = ""

    def of(self, product: Product) -> Load:
        headers = {"Cookie": self.cookie} if self.cookie else {}
        return Load(product.base_url + self.path, headers, self.script)


def main() -> None:
    show(rows())


def rows() -> list[Row]:
    """Measure every page; without `wrk` the only row says so."""
    if not wrk.is_there():
        return [Row("requests a second of pages", wrk.TO_GET_IT, "", None, AIM)]
    servers = start_servers()
    try:
        with running_product(servers, TRUSTED_PROXIES="127.0.0.0/8") as product:
            pages = asyncio.run(_prepared(product))
            ours = {what: page.of(product) for what, page in pages.items()}
            contents = {f"{n}.html": _content(load) for n, load in enumerate(ours.values())}
            with bare_pages(contents) as url:
                bare = [Load(url + name) for name in contents]
                pairs = zip(ours.items(), bare, strict=True)
                return [_row(what, load, beside) for (what, load), beside in pairs]
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
            "search, answered": Asked("/search?name=" + quote("新規食品"), script=_ANOTHER_NETWORK),
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


def _content(load: Load) -> str:
    answer = httpx.get(load.url, headers=load.headers)
    if answer.status_code != httpx.codes.OK:
        raise RuntimeError(f"{load.url} answers {answer.status_code}")
    return answer.text


def _row(what: str, ours: Load, bare: Load) -> Row:
    """Both by turns, so that what else the machine does falls on both."""
    rates = [(bare.rate(SECONDS), ours.rate(SECONDS)) for _ in range(ROUNDS)]
    theirs, own = (median(column) for column in zip(*rates, strict=True))
    ratio = median(own / bare for bare, own in rates)
    return Row(f"{what}: requests a second", f"{own:.0f}", f"{theirs:.0f}", ratio, AIM)


if __name__ == "__main__":
    main()
