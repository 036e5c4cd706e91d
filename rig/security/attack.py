"""Sends what is hostile to every form and address, and looks at what comes of it.

`python -m rig.security.attack [--share N] [--minutes N] [--seed N] [PERSON…]`: every text to every
field as each kind of person, or a share of that by chance; then mixtures until the time is over.
"""

import argparse
import asyncio
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import NamedTuple
from urllib.parse import quote, quote_plus

from rig.databases import make_template
from rig.output import end_with, say
from rig.security.asking import RAISED, Answer
from rig.security.crowd import passing
from rig.security.doors import Door, doors, expected, led_to_a_login
from rig.security.forms import Found, FoundForm, walk
from rig.security.hostile import COOKIE, FRAGMENT, PERCENT, PRODUCT, TEXTS, bodies
from rig.security.house import standing_site, strange_lines, what_was_logged
from rig.security.people import FORM, Person, everybody
from rig.security.state import Figures, changed, figures, forget_limits
from rig.servers import start_postgres
from web.cookies import full_name

COOKIES = (
    *("session", "console", "csrf", "login-code", "console-code", "known-browser"),
    *("console-browser", "asked_at", "consent", "lang", "said"),
)
HEADERS = (
    *(b"accept", b"accept-language", b"user-agent", b"referer", b"origin", b"sec-fetch-mode"),
    *(b"x-forwarded-for", b"x-forwarded-host", b"forwarded", b"traceparent", b"tracestate"),
    *(b"if-none-match", b"if-modified-since", b"range", b"authorization"),
)
SENDERS = (
    *("nobody", "applicant", "contact", "mailbox", "user", "deputy", "principal"),
    *("viewer", "helpdesk", "administrator", "newcomer", "other", "stopped", "suspended"),
)
PASSING = "passing"
"""Stands for all who are half in, and whoever holds the links of an application at each stage."""

PAGES = ("/", "/mail-address/sent?until=1", "/login/code", "/home", "/console", "/terms?name=a")
Fields = Sequence[tuple[str, bytes]]


class Request(NamedTuple):
    """One request.

    `about` says in a finding what it was, `kind` is the type of its body. `words`: what was typed
    that a page which asks for corrections must still have.
    """

    about: str
    method: str
    target: str
    body: bytes = b""
    kind: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    words: tuple[str, ...] = ()


@dataclass
class Attack:
    """One person's requests: how many there were, and what was wrong with the answers."""

    who: Person
    sent: int = 0
    wrong: list[str] = field(default_factory=list)
    share: float = 1.0
    chance: Random = field(default_factory=partial(Random, 1), repr=False)
    _held: Figures | None = None
    """What the database held after the last requests, where these changed nothing."""

    async def send(self, requests: Iterable[Request]) -> None:
        """Send what belongs together; where all was refused, nothing may have changed."""
        before, refused = self._held or await figures(), True
        about, self._held = "", None
        for about, method, target, body, kind, headers, words in requests:
            if self.share < 1 and self.chance.random() >= self.share:
                continue
            answer = await self.who.asks(method, target, body=body, kind=kind, headers=headers)
            self.sent += 1
            self.wrong += [f"{self.who.name}: {about}: {x}" for x in faults(answer, words)]
            refused = refused and 400 <= answer.status < 500
            if led_to_a_login(answer):
                await self.who.enter()
                refused = False  # to enter leaves an event
        if refused:
            told, after = f"{self.who.name}: {about}: what was refused changed", await figures()
            self.wrong += [f"{told} {table}" for table in changed(before, after)]
            self._held = after
        await forget_limits()


def faults(answer: Answer, words: Sequence[str] = ()) -> Iterator[str]:
    """What no answer may be or hold, and what a refusal has to: a reason, and what was typed."""
    if answer.status >= 500:
        yield answer.text[:200] if answer.status == RAISED else f"status {answer.status}"
    is_page = answer.headers.get("content-type", "").startswith("text/html")
    if is_page and FRAGMENT in answer.text:
        yield "what was typed stands in the page as markup"
    if is_page and PRODUCT in answer.text:
        yield "what was typed was worked out by a template"
    if is_page and answer.status >= 400 and "<h1" not in answer.text:
        yield "it is refused without saying so"
    if is_page and answer.status == 422:
        if 'role="alert"' not in answer.text:
            yield "it is not said what to correct"
        yield from (f"{word} was typed and is lost" for word in words if word not in answer.text)
    values = (*answer.headers.values(), *answer.set_cookies)
    # An address may have it, encoded, as a link of ours has whatever it was opened with.
    named = (*(v for name, v in answer.headers.items() if name != "location"), *answer.set_cookies)
    if any(COOKIE in value for value in named) or any(set("\r\n") & set(value) for value in values):
        yield "what was typed became a header"


def whole_forms(form: FoundForm, token: str, texts: Mapping[str, bytes]) -> Iterator[Request]:
    """Each text in all fields of a form at once, and none of its fields at all."""
    yield _request(form, "nothing", _proof(form, token))
    words = {name: f"語句{n}" for n, name in enumerate(form.lines)}
    others = [(name, b"") for name in form.typed if name not in words]
    typed = [(name, word.encode()) for name, word in words.items()]
    request = _request(form, "words", [*_proof(form, token), *others, *typed])
    yield request._replace(words=tuple(words.values()))
    for name, text in texts.items():
        yield _request(form, name, [*_proof(form, token), *((f, text) for f in form.typed)])


def single_fields(form: FoundForm, token: str, texts: Mapping[str, bytes]) -> Iterator[Request]:
    """Each text in each field, beside what the page has in the others."""
    shown = {name: value.encode() for name, value in form.fields if name != "csrf_token"}
    for typed in form.typed:
        for name, text in texts.items():
            fields = [*_proof(form, token), *(shown | {typed: text}).items()]
            yield _request(form, f"{name} as {typed}", fields)


def mixtures(form: FoundForm, token: str, chance: Random, count: int) -> Iterator[Request]:
    """Fields with some texts behind one another, missing, doubled, or as they were."""
    texts = list(TEXTS.values())
    for _ in range(count):
        fields = _proof(form, token)
        for name, value in form.fields:
            for _ in range(chance.choice((0, 1, 1, 1, 2)) if name != "csrf_token" else 0):
                parts = chance.sample(texts, chance.choice((0, 1, 2, 3)))
                fields.append((name, b"".join(parts)[:20_000] or value.encode()))
        chance.shuffle(fields)
        yield _request(form, "a mixture", fields)


def odd_bodies(door: Door, who: Person, only: Iterable[str] | None = None) -> Iterator[Request]:
    """Bodies that are no form, or a broken one."""
    for name, (kind, body) in bodies(who.token).items():
        if only is None or name in only:
            yield Request(f"{name} to {door.path}", "POST", door.address_for(who), body, kind)


def odd_addresses(door: Door, who: Person, queries: Iterable[str]) -> Iterator[Request]:
    """Each text in each part of an address that names something, and in its query."""
    names = dict.fromkeys((*queries, "after", "name", "return_to", "anything"))
    parts = {**{name: quote(text[:2000], safe="") for name, text in TEXTS.items()}}
    parts |= {part: part for part in PERCENT}
    for about, part in parts.items():
        query = "&".join(f"{quote(name)}={part}" for name in names)
        alone = (f"answer={part}", f"lang={part}")  # which answer by themselves, wherever they are
        for asked in (query, *(alone if door.guard == "public" else ())):
            address = f"{door.address_for(who)}?{asked}"
            yield Request(f"{about} in the query of {door.path}", "GET", address)
        for path in _with(door, who, part):
            yield Request(f"{about} in {door.path}", "GET", path)


def odd_headers(who: Person, texts: Mapping[str, bytes]) -> Iterator[Request]:
    """Each text as every header and cookie that the site reads, on a page of each kind."""
    names = [full_name(who.app.state.settings, name).encode() for name in COOKIES]
    for about, text in texts.items():
        line = text.replace(b"\r", b"").replace(b"\n", b"")  # else it is another header
        cookies = (b"cookie", b"; ".join(name + b"=" + line for name in names))
        sent = (*((name, line) for name in HEADERS), cookies)
        for page in PAGES:
            yield Request(f"{about} in the headers of {page}", "GET", page, headers=sent)


def _with(door: Door, who: Person, part: str) -> Iterator[str]:
    pieces = door.path.split("/")
    for place, piece in enumerate(pieces):
        if piece.startswith("{"):
            whole = door.address_for(who).split("/")
            yield "/".join([*whole[:place], part, *whole[place + 1 :]])


def _proof(form: FoundForm, token: str) -> list[tuple[str, bytes]]:
    return [("csrf_token", token.encode())] if form.method == "POST" else []


def _request(form: FoundForm, about: str, fields: Fields) -> Request:
    sent = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in fields)
    about = f"{about}, to {form.shape}"
    if form.method == "POST":
        return Request(about, "POST", form.address, sent.encode(), FORM)
    return Request(about, "GET", f"{form.address.partition('?')[0]}?{sent}")


async def attack_all(
    attack: Attack, found: Found, every: Sequence[Door], tried: set[object] | None = None
) -> None:
    """The whole of it, as one person; each field by itself only of forms that were not tried."""
    who, guards = attack.who, {door.path: door.guard for door in every}
    tried = set() if tried is None else tried
    attack.wrong += found.failed
    for kind, form in found.forms.items():
        await attack.send(whole_forms(form, who.token, TEXTS))
        if kind not in tried and (who.name == "nobody" or guards[form.shape] != "public"):
            await attack.send(single_fields(form, who.token, TEXTS))
        tried.add(kind)
    await attack.send(odd_headers(who, TEXTS))
    for door in every:
        if "POST" in door.methods and expected(door, "POST", who) in {"in", "open"}:
            await attack.send(odd_bodies(door, who))
        of_anybody = who.name == "nobody"
        if "GET" in door.methods and (of_anybody or expected(door, "GET", who) == "in"):
            await attack.send(odd_addresses(door, who, found.queries.get(door.path, ())))


async def _one_by_one(postgres: str, names: Sequence[str], share: float, seed: int) -> list[str]:
    wrong: list[str] = []
    for name in names:
        async with standing_site(postgres) as (app, applications):
            attack = Attack((await everybody(app, applications))[name], share=share)
            attack.chance.seed(seed)
            every = doors(app)
            found = await walk(attack.who, every, follow=True)
            await attack_all(attack, found, every)
            wrong += attack.wrong + strange_lines(what_was_logged())
            looked = f"{len(found.opened)} addresses, {len(found.forms)} forms"
            say(f"{name}: {looked}, {attack.sent} requests, {len(wrong)} complaints so far")
    return wrong


async def _passing(postgres: str, share: float, seed: int) -> list[str]:
    wrong: list[str] = []
    tried: set[object] = set()
    async with standing_site(postgres) as (app, applications):
        async for who, theirs in passing(app, applications):
            attack = Attack(who, share=share)
            attack.chance.seed(seed)
            await attack_all(attack, await walk(who, theirs, follow=True), theirs, tried)
            wrong += attack.wrong + strange_lines(what_was_logged())
            say(f"{who.name}: {attack.sent} requests, {len(wrong)} complaints so far")
    return wrong


async def _mixed(postgres: str, names: Sequence[str], until: float, chance: Random) -> list[str]:
    wrong: list[str] = []
    sent = 0
    while names and time.monotonic() < until:
        async with standing_site(postgres) as (app, applications):
            attack = Attack((await everybody(app, applications))[chance.choice(names)])
            found = await walk(attack.who, doors(app), follow=True)
            for form in found.forms.values():
                await attack.send(mixtures(form, attack.who.token, chance, 20))
            sent, wrong = sent + attack.sent, wrong + attack.wrong
    say(f"mixtures: {sent} requests")
    return wrong


def main() -> None:
    """Ends with status 1 and all that was wrong, each once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of all texts to all fields")
    parser.add_argument("--minutes", type=float, default=10.0, help="of mixtures")
    parser.add_argument("--seed", type=int, default=1)
    everybody = (*SENDERS, PASSING)
    parser.add_argument("people", nargs="*", default=everybody, help="only these")
    given = parser.parse_args()
    with start_postgres(short_lived=True) as postgres:
        wrong = asyncio.run(_attacked(postgres, given))
    end_with(wrong)


async def _attacked(postgres: str, given: argparse.Namespace) -> list[str]:
    await make_template(postgres)
    names = [name for name in given.people if name != PASSING]
    wrong = await _one_by_one(postgres, names, given.share, given.seed)
    if PASSING in given.people:
        wrong += await _passing(postgres, given.share, given.seed)
    until = time.monotonic() + 60 * given.minutes
    chance = Random(given.seed)  # noqa: S311 -- to be repeated by its seed
    return wrong + await _mixed(postgres, names, until, chance)


if __name__ == "__main__":
    main()
