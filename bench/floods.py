"""What strangers who flood the site take from others: from a member, an administrator, a bystander.

Web, PostgreSQL, mail and Temporal are real; `X-Forwarded-For` makes the networks. For each flood:
how many requests, how they were answered, and what the others could still do afterwards.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import httpx

from db.engine import database
from db.tables.companies import Throttle
from db.tables.operation import Mail
from domain.identifiers import company_id
from rig.applications import APPLICANT, PASSWORD, Applications
from rig.console.staff import PASSWORD as STAFF_PASSWORD
from rig.console.staff import person
from rig.members import Ids, id_manager
from rig.output import say
from rig.servers import start_servers
from rig.visitor import Visitor
from rig.whole.product import Product, running_product
from settings import Settings

AT_ONCE = 8
OF_EVERYTHING = ("recoveries", "enrolments", "logins", "console-logins")
WRONG = "wrong-horse-battery-staple"
AGREEMENT = {"上記利用規約の内容に同意します。": "yes"}

Answer = tuple[int, float]


@dataclass(frozen=True)
class Form:
    """A form that a browser has open: where it is sent, with which cookies."""

    client: httpx.AsyncClient
    path: str
    token: str

    async def send(self, network: str, **fields: str) -> Answer:
        """Send it from this network; gives the status and the seconds until the answer."""
        begun = time.perf_counter()
        answer = await self.client.post(
            self.path,
            data={"csrf_token": self.token, **fields},
            headers={"X-Forwarded-For": network},
        )
        return answer.status_code, time.perf_counter() - begun


def main() -> None:
    servers = start_servers()
    try:
        with running_product(servers, TRUSTED_PROXIES="127.0.0.0/8") as product:
            asyncio.run(_measure(product))
    finally:
        servers.stop()


async def _measure(product: Product) -> None:
    settings = Settings.from_environment(product.environment)
    async with database(settings.database_url):
        manager = await id_manager(Applications(settings))
        staff = await person(mail_address="kanri@inforex.example")
        await _silence(product)
        await _flood_of_recoveries(product)
        await _flood_of_enrolments(product)
        await _guesses_at_one_account(product, manager)
        await _flood_of_logins(product, manager, staff.mail_address)
        await _flood_of_console_logins(product, staff.mail_address)
        await _one_prefix(product)


async def _silence(product: Product) -> None:
    async with _opened(product, "/forgotten") as form:
        victim = {"mail_address": APPLICANT}
        made_up = {"company": "だれも知らない食品", **victim}
        flood = [form.send("203.0.113.1", **made_up) for _ in range(5)]
        _say("recovery of one member, for a made-up company", await _answers(flood))
        before = await _mails("recovery")
        _told("the member", await form.send("198.51.100.1", company="新規食品", **victim))
        _say("  mails to the member", await _mails_after("recovery", before))


async def _flood_of_recoveries(product: Product) -> None:
    async with _opened(product, "/forgotten") as form:

        def asking(network: str, n: int) -> Awaitable[Answer]:
            return form.send(network, company="だれも知らない食品", mail_address=f"a{n}@a.example")

        await asking("203.0.113.1", 0)
        await _as_if_there_had_been(980)
        flood = (asking(network, n) for n, network in enumerate(_networks(8, 5)))
        _say("recoveries, of which the first 980 are made up", await _answers(flood))
        before = await _mails("recovery")
        asked = await form.send("198.51.100.2", company="新規食品", mail_address=APPLICANT)
        _told("a member of another network", asked)
        _say("  mails to that member", await _mails_after("recovery", before))


async def _flood_of_enrolments(product: Product) -> None:
    async with _opened(product, "/terms?name=新規食品") as terms:
        visitor = Visitor(terms.client)
        await visitor.press(await visitor.get(terms.path), "次へ", **AGREEMENT)
        form = replace(terms, path="/mail-address?name=新規食品")

        def asking(network: str, address: str) -> Awaitable[Answer]:
            return form.send(network, mail_address=address, mail_address_again=address)

        await asking("203.0.113.1", "first@a.example")
        await _as_if_there_had_been(2980)
        flood = (asking(net, f"a{n}@a.example") for n, net in enumerate(_networks(8, 5)))
        _say("enrolments, of which the first 2980 are made up", await _answers(flood))
        before = await _mails("invitation")
        asked = await asking("198.51.100.3", "bystander@b.example")
        _told("an applicant of another network", asked)
        _say("  mails to that applicant", await _mails_after("invitation", before))


async def _guesses_at_one_account(product: Product, victim: Ids) -> None:
    async with _opened(product, "/login") as form:
        ids = {"company_id": victim.company_id, "account_id": victim.account_id}
        flood = (form.send(network, **ids, password=WRONG) for network in _networks(6, 11))
        _say("guesses at one account", await _answers(flood))
        asked = await form.send("198.51.100.4", **ids, password=PASSWORD)
        _told("its owner, at a strange browser of another network", asked)


async def _flood_of_logins(product: Product, victim: Ids, who: str) -> None:
    async with _opened(product, "/login") as form:

        def trying(network: str, n: int) -> Awaitable[Answer]:
            ids = {"company_id": company_id(2_000_000 + n), "account_id": "001"}
            return form.send(network, **ids, password=WRONG)

        await trying("203.0.113.1", 0)
        await _as_if_there_had_been(4990)
        flood = (trying(network, n) for n, network in enumerate(_networks(8, 5)))
        _say("wrong logins, of which the first 4990 are made up", await _answers(flood))
        ids = {"company_id": victim.company_id, "account_id": victim.account_id}
        asked = await form.send("198.51.100.5", **ids, password=PASSWORD)
        _told("a member of another network", asked)
    async with _opened(product, "/console/login") as form:
        asked = await form.send("198.51.100.6", mail_address=who, password=STAFF_PASSWORD)
        _told("an administrator of another network", asked)


async def _flood_of_console_logins(product: Product, who: str) -> None:
    async with _opened(product, "/console/login") as form:

        def trying(network: str, n: int) -> Awaitable[Answer]:
            return form.send(network, mail_address=f"a{n}@a.example", password=WRONG)

        await trying("203.0.113.1", 0)
        await _as_if_there_had_been(490)
        flood = (trying(network, n) for n, network in enumerate(_networks(8, 5)))
        _say("wrong console logins, of which the first 490 are made up", await _answers(flood))
        asked = await form.send("198.51.100.7", mail_address=who, password=STAFF_PASSWORD)
        _told("an administrator of another network", asked)


async def _one_prefix(product: Product) -> None:
    async with _opened(product, "/forgotten") as form:
        flood = (
            form.send(f"2001:db8:1:{n:x}::1", company="だれも", mail_address=f"a{n}@a.example")
            for n in range(100)
        )
        _say("recoveries from 100 networks /64 of one /48", await _answers(flood))


async def _as_if_there_had_been(tries: int) -> None:
    """Let the counts of everything begin near their limit: the machine has others to serve."""
    await Throttle.raw(
        "UPDATE throttle SET tries = {} WHERE split_part(bucket, ':', 1) = ANY({})",
        tries,
        list(OF_EVERYTHING),
    )


@asynccontextmanager
async def _opened(product: Product, path: str) -> AsyncIterator[Form]:
    async with httpx.AsyncClient(base_url=product.base_url, timeout=120) as browser:
        page = Visitor(browser).checked(await browser.get(path))
        fields = {e.get("name"): e.get("value") or "" for e in page.tree.iter("input")}
        yield Form(browser, path, fields["csrf_token"])


async def _answers(flood: Sequence[Awaitable[Answer]] | Iterator[Awaitable[Answer]]) -> str:
    """Send all, some at once; how many there were and how they were answered."""
    statuses: Counter[int] = Counter()
    waiting = iter(flood)

    async def one_after_another() -> None:
        for request in waiting:
            status, _ = await request
            statuses[status] += 1

    begun = time.perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    kinds = ", ".join(f"{times} × {status}" for status, times in sorted(statuses.items()))
    return f"{statuses.total()} requests in {time.perf_counter() - begun:.0f} s: {kinds}"


async def _mails(kind: str) -> int:
    return int(await Mail.count().where(Mail.kind == kind))


async def _mails_after(kind: str, before: int) -> str:
    for _ in range(50):
        if await _mails(kind) > before:
            break
        await asyncio.sleep(0.1)  # what is done in the background of the answer
    return str(await _mails(kind) - before)


def _networks(count: int, each: int) -> Iterator[str]:
    """So many networks, each so many times; no two of them in one /24."""
    for _ in range(each):
        for network in range(count):
            yield f"100.64.{network}.1"


def _told(who: str, answer: Answer) -> None:
    status, seconds = answer
    _say(f"  {who}", f"{status} after {seconds:.1f} s")


def _say(what: str, text: str) -> None:
    say(f"{what}: {text}")


if __name__ == "__main__":
    main()
