"""Whether the time of an answer tells what the answer does not (security.md S10, S13, S14).

`python -m rig.security.timing [--tries N]`: each pair of requests that get the same answer, by
turns, in this process, where nothing hides a difference as a network would.
"""

import argparse
import asyncio
import gc
import math
import secrets
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import NormalDist, median
from urllib.parse import urlencode

from litestar import Litestar

from db.tables.members import SecondFactor
from domain.identifiers import company_id
from rig.applications import APPLICANT, Applications
from rig.databases import make_template
from rig.members import Ids
from rig.output import say
from rig.second_factors import ask_for_code, turned_on
from rig.security.asking import Answer
from rig.security.house import standing_site
from rig.security.people import Person, everybody
from rig.security.state import forget_limits
from rig.servers import start_postgres

CERTAIN = 0.001
"""Two kinds of request are told apart where chance alone would do it less often than this."""

Asking = Callable[[], Awaitable[Answer]]


@dataclass(frozen=True)
class Pair:
    """Two kinds of request that must not be told apart, each time made anew."""

    what: str
    known: Asking
    unknown: Asking


def rank_test(one: Sequence[float], other: Sequence[float]) -> float:
    """How likely chance alone makes two samples differ as they do (Mann and Whitney, both sides).

    By the normal approximation with ties, for samples of 20 or more.
    """
    ranks: dict[float, float] = {}
    ties = place = 0
    for value, alike in sorted(Counter([*one, *other]).items()):
        ranks[value] = place + (alike + 1) / 2
        ties += alike**3 - alike
        place += alike
    n, m = len(one), len(other)
    u = sum(ranks[value] for value in one) - n * (n + 1) / 2
    spread = math.sqrt(n * m / 12 * ((n + m + 1) - ties / ((n + m) * (n + m - 1))))
    if spread == 0:
        return 1.0
    return 2 * (1 - NormalDist().cdf(max(0.0, abs(u - n * m / 2) - 0.5) / spread))


@dataclass(frozen=True)
class Times:
    """What was measured of a pair, in seconds."""

    what: str
    known: tuple[float, ...]
    unknown: tuple[float, ...]

    @property
    def chance(self) -> float:
        return rank_test(self.known, self.unknown)

    @property
    def told_apart(self) -> bool:
        return self.chance < CERTAIN

    def __str__(self) -> str:
        known, unknown = (1000 * median(times) for times in (self.known, self.unknown))
        verdict = "TOLD APART" if self.told_apart else "within noise"
        return f"| {self.what} | {known:.2f} | {unknown:.2f} | {self.chance:.3f} | {verdict} |"


async def measured(pair: Pair, tries: int) -> Times:
    """Ask by turns, whichever goes first by chance; the answers themselves must be the same."""
    times: dict[Asking, list[float]] = {pair.known: [], pair.unknown: []}
    for number in range(-10, tries):
        order = [pair.known, pair.unknown]
        if secrets.randbelow(2):
            order.reverse()
        seen = set()
        for asking in order:
            await forget_limits()
            gc.collect(0)
            answer = await asking()
            seen.add((answer.status, answer.leads_to))
            if number >= 0:  # what comes first is slower
                times[asking].append(answer.took)
        if len(seen) != 1:
            raise ValueError(f"{pair.what}: the answers differ: {seen}")
    return Times(pair.what, tuple(times[pair.known]), tuple(times[pair.unknown]))


def _form(who: Person, path: str, **fields: str) -> Asking:
    async def send() -> Answer:
        body = urlencode({"csrf_token": who.token, **fields}).encode()
        return await who.asks("POST", path, body=body)

    return send


def _link(who: Person, purpose: str, token: Callable[[], str]) -> Asking:
    async def get() -> Answer:
        return await who.asks("GET", f"/{purpose}/{token()}")

    return get


def nearly(token: str) -> Callable[[], str]:
    """A secret of which all but the end is right."""

    def wrong() -> str:
        end = secrets.token_urlsafe(2)[:2]
        return token[:-2] + end if end != token[-2:] else wrong()

    return wrong


def _strange() -> str:
    return secrets.token_urlsafe(32)


async def pairs(app: Litestar, applications: Applications, tries: int) -> AsyncIterator[Pair]:
    """All that must not be told apart."""
    people = await everybody(app, applications)
    nobody = people["nobody"]
    known = people["user"].things["company_id:str"]
    for pair in _logins(nobody, known):
        yield pair
    for pair in _recoveries(nobody, known):
        yield pair
    yield await _requests_for_the_link(nobody, applications, tries)
    for pair in _links(people):
        yield pair
    yield await _codes(nobody, applications, Ids(known, "002"))


def _logins(nobody: Person, known: str) -> Iterator[Pair]:
    strange, wrong = company_id(7_654_321), "a wrong password of usual length"

    def member(company: str, account: str) -> Asking:
        return _form(nobody, "/login", company_id=company, account_id=account, password=wrong)

    def staff(address: str) -> Asking:
        return _form(nobody, "/console/login", mail_address=address, password=wrong)

    yield Pair("login: 企業ID that is, and is not", member(known, "001"), member(strange, "001"))
    yield Pair(
        "login: アカウントID that is, and is not", member(known, "001"), member(known, "555")
    )
    yield Pair("login: one that was stopped, and none", member(known, "004"), member(known, "555"))
    yield Pair(
        "login of the console: address that is, and is not",
        staff("administrator@inforex.example"),
        staff("nobody-there@inforex.example"),
    )


def _recoveries(nobody: Person, known: str) -> Iterator[Pair]:
    def recovery(company: str, address: str) -> Asking:
        return _form(nobody, "/forgotten", company=company, mail_address=address)

    yield Pair(
        "forgotten: address that is, and is not",
        recovery(known, APPLICANT),
        recovery(known, "tanaki@shinki-shokuhin.example"),
    )
    yield Pair(
        "forgotten: 企業ID that is, and is not",
        recovery(known, APPLICANT),
        recovery(company_id(7_654_321), APPLICANT),
    )


async def _requests_for_the_link(nobody: Person, applications: Applications, tries: int) -> Pair:
    """Each address is asked for once: after a few mails a day no more go to one."""
    known = [f"known{n:04}@maker.example" for n in range(tries + 10)]
    for address in known:
        await applications.invited(address)
    strange = (f"other{n:04}@maker.example" for n in range(tries + 10))
    addresses = iter(known)
    await _consent(nobody)

    def ask_for(address: Iterator[str]) -> Asking:
        async def send() -> Answer:
            typed = next(address)
            fields = {"mail_address": typed, "mail_address_again": typed}
            return await _form(nobody, "/mail-address?name=%E8%A6%8B%E6%9C%AC", **fields)()

        return send

    return Pair("the link: address that is known, and is not", ask_for(addresses), ask_for(strange))


async def _consent(nobody: Person) -> None:
    terms = "/terms?name=%E8%A6%8B%E6%9C%AC"
    page = (await nobody.asks("GET", terms)).text
    mark = page.partition('name="terms" value="')[2].partition('"')[0]
    agreed = await _form(nobody, terms, agreed="yes", terms=mark)()
    for cookie in agreed.set_cookies:
        name, _, value = cookie.partition(";")[0].partition("=")
        nobody.cookies[name] = value


def _links(people: dict[str, Person]) -> Iterator[Pair]:
    nobody = people["nobody"]
    links = {
        purpose: token
        for name in ("applicant", "contact", "mailbox")
        for purpose, token in people[name].links.items()
    }
    for purpose, token in links.items():
        yield Pair(
            f"/{purpose}: a token that is nearly right, and any other",
            _link(nobody, purpose, nearly(token)),
            _link(nobody, purpose, _strange),
        )
    # Each is asked for again and again, which is quicker than what was never asked for.
    same = _strange()
    for purpose, other in (("status", "approval"), ("approval", "status")):
        yield Pair(
            f"/{purpose}: the token of /{other}, and any other",
            _link(nobody, purpose, partial(links.__getitem__, other)),
            _link(nobody, purpose, lambda: same),
        )


async def _codes(nobody: Person, applications: Applications, ids: Ids) -> Pair:
    at = nobody.app.state.clock()
    credentials = await ids.credentials()
    app = await turned_on(credentials.owner, applications.settings, at)
    await SecondFactor.update({SecondFactor.last_step: int(at.timestamp()) // 30}).where(
        SecondFactor.owner == credentials.owner
    )
    token = await ask_for_code(credentials, at)
    assert token is not None
    nobody.cookies["__Host-login-code"] = token
    return Pair(
        "the second factor: a code that is used up, and a wrong one",
        _form(nobody, "/login/code", code=app.code(at)),
        _form(nobody, "/login/code", code=app.wrong_code(at)),
    )


def main() -> None:
    """Print what was measured; ends with status 1 where something is told apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=500)
    parser.add_argument("--only", default="", help="pairs that have this in their names")
    given = parser.parse_args()
    with start_postgres(short_lived=True) as postgres:
        found = asyncio.run(_measured(postgres, given.tries, given.only))
    sys.exit(1 if any(times.told_apart for times in found) else 0)


async def _measured(postgres: str, tries: int, only: str) -> list[Times]:
    await make_template(postgres)
    found = []
    async with standing_site(postgres) as (app, applications):
        say("| pair | ms, first | ms, second | by chance | |\n| --- | --- | --- | --- | --- |")
        gc.disable()
        async for pair in pairs(app, applications, tries):
            if only in pair.what:
                found.append(await measured(pair, tries))
                say(str(found[-1]))
    return found


if __name__ == "__main__":
    main()
