"""Who gets in where: a table for every guard and every kind of person, and what answers it fits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.status_codes import HTTP_500_INTERNAL_SERVER_ERROR

from rig.security.asking import Answer
from rig.security.people import Person
from rig.security.state import changed, figures

OF_THE_SITE = """
person     public  link     member   id_manager  principal  console
nobody     open    unknown  login    login       login      console-login
applicant  open    own      login    login       login      console-login
contact    open    own      login    login       login      console-login
mailbox    open    own      login    login       login      console-login
stopped    open    unknown  login    login       login      console-login
suspended  open    unknown  login    login       login      console-login
user       open    unknown  in       refused     refused    console-login
deputy     open    unknown  in       in          refused    console-login
principal  open    unknown  in       in          in         console-login
other      open    unknown  foreign  foreign     foreign    console-login
"""

OF_THE_CONSOLE = """
person         public  link     portal  own    view   help     administer  newcomer
viewer         open    unknown  login   in     in     refused  refused     home
helpdesk       open    unknown  login   in     in     in       refused     home
administrator  open    unknown  login   in     in     in       in          home
newcomer       open    unknown  login   first  first  first    first       in
"""
"""What each guard (web/guards.py) answers each person.

open: anything but a refusal. in: past the guard. own: in by the own secret, unknown by any other.
foreign: in, but what an address names belongs to another company and is not there.
"""

EXCEPT = {
    # The address was proved, and leads into the application (S20).
    ("helpdesk", "/console/applications/{number:str}/address"): "refused",
    # The password comes first.
    ("newcomer", "/console/first/second-factor"): "home",
    ("newcomer", "/console/first/second-factor/begin"): "home",
}
"""Doors that are closed to somebody for more than their guard."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
_GUARDED = frozenset({"login", "console-login", "refused", "first", "home"})
READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_CONSOLE = re.compile("console_(.+)")
_PORTAL = dict.fromkeys(("member", "id_manager", "principal"), "portal")
_LINKS_OWN_PAGE = re.compile("/[a-z]+/none")  # which then says that nobody knows it
_CORS = "access-control-allow-origin"
_STATUS = {"unknown": 404, "refused": 403, "absent": 404, "method": 405}
_LEADS_TO = {
    "login": re.compile("/login"),
    "console-login": re.compile("/console/login"),
    "first": re.compile("/console/first/.+"),
    "home": re.compile("/console"),
}


@dataclass(frozen=True)
class Door:
    """An address of the application with its guard; `methods`: those that it takes."""

    path: str
    guard: str
    methods: frozenset[str]

    def address_for(self, who: Person) -> str:
        """The address for a person: of what there is, else of what there is not."""
        path = self.path
        for named, value in {**who.things, "token:str": who.secret(path) or "none"}.items():
            path = path.replace(f"{{{named}}}", value)
        path = re.sub(r"\{[^}]*:int\}", "7", path)
        return re.sub(r"/?\{[^}]*:path\}", "/none", re.sub(r"\{[^}]*:str\}", "none", path))


def doors(app: Litestar) -> list[Door]:
    """Every address that the application knows of: a new one is among them at once."""
    return list(_doors(app))


def _doors(app: Litestar) -> Iterator[Door]:
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            raise TypeError(f"{route.path} is no address of pages; say here who gets in")
        ours = [handler for handler in route.route_handlers if handler.http_methods != {"OPTIONS"}]
        guards = {str(handler.opt.get("guard")) for handler in ours}
        if len(guards) != 1:
            raise ValueError(f"{route.path} has guards that differ by method: {sorted(guards)}")
        methods = {str(method) for handler in ours for method in handler.http_methods}
        yield Door(route.path, guards.pop(), frozenset(methods))


def expected(door: Door, method: str, who: Person) -> str:
    """What the table says; raises `KeyError` for a guard or a person that it does not know."""
    if method == "OPTIONS":
        said = _said(who.row, door)
        return said if said in _GUARDED else "options"
    if ("GET" if method == "HEAD" else method) not in door.methods:
        return "method"
    said = _said(who.row, door)
    if said == "own":
        return "in" if who.secret(door.path) else "unknown"
    if said == "foreign":
        return "absent" if "{" in door.path else "in"
    return said


def fits(answer: Answer, said: str) -> bool:
    """Whether an answer is of the class that the table names."""
    if answer.status >= HTTP_500_INTERNAL_SERVER_ERROR:
        return False
    if said == "options":
        return answer.status == 204 and not answer.text and _CORS not in answer.headers
    if said in _LEADS_TO:
        return answer.status == 303 and _LEADS_TO[said].fullmatch(answer.leads_to) is not None
    if said == "unknown" and answer.status == 303:
        return _LINKS_OWN_PAGE.fullmatch(answer.leads_to) is not None
    if said in _STATUS:
        return answer.status == _STATUS[said]
    return answer.status != 403 and (said == "open" or not led_to_a_login(answer))


def led_to_a_login(answer: Answer) -> bool:
    return answer.status == 303 and answer.leads_to in {"/login", "/console/login"}


async def wrong_doors(who: Person, found: Sequence[Door], methods: Sequence[str]) -> list[str]:
    """What answers otherwise than the table says, and what a refused request changed."""
    tries = [(door, method, expected(door, method, who)) for door in found for method in methods]
    entered = [each for each in tries if each[2] in {"in", "open"}]
    before = await figures()
    wrong = [line for each in tries if each not in entered for line in await _tried(who, *each)]
    wrong += [f"{who.name}: what was refused changed {x}" for x in changed(before, await figures())]
    return wrong + [line for each in entered for line in await _tried(who, *each)]


async def _tried(who: Person, door: Door, method: str, said: str) -> list[str]:
    answer = await _answer(who, door, method)
    if said == "in" and led_to_a_login(answer):
        await who.enter()  # what was sent before may have ended the session
        answer = await _answer(who, door, method)
    if fits(answer, said):
        return []
    got = f"{answer.status} {answer.leads_to}".strip()
    return [f"{who.name}: {method} {door.path} ({door.guard}) is not {said!r} but {got}"]


async def _answer(who: Person, door: Door, method: str) -> Answer:
    body = b"" if method in READING else urlencode({"csrf_token": who.token}).encode()
    return await who.asks(method, door.address_for(who), body=body)


def _said(person: str, door: Door) -> str:
    """Raises `KeyError` where no table has it."""
    if (person, door.path) in EXCEPT:
        return EXCEPT[person, door.path]
    guard = door.guard
    if person in _rows(OF_THE_SITE):
        return _rows(OF_THE_SITE)[person][_CONSOLE.sub("console", guard)]
    return _rows(OF_THE_CONSOLE)[person][_CONSOLE.sub(r"\1", _PORTAL.get(guard, guard))]


@cache
def _rows(table: str) -> dict[str, dict[str, str]]:
    (_, *guards), *rows = (line.split() for line in table.strip().splitlines())
    return {name: dict(zip(guards, said, strict=True)) for name, *said in rows}
