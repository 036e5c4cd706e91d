"""Every form that pages show to a person, found on the pages themselves."""

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import html

from rig.page_check import TYPED_IN
from rig.security.doors import Door, expected
from rig.security.people import Person

SITE = "https://inforex.test"
OF_ONE_SHAPE = 3
"""So many addresses are opened that differ only in what they name."""


@dataclass(frozen=True)
class FoundForm:
    """A form as a page shows it.

    `fields`: each name with its value. `typed`: all names but that of the token. `lines`: those
    into which text is typed, passwords apart. `files`: those that take a file.
    """

    shape: str
    address: str
    method: str
    fields: tuple[tuple[str, str], ...]
    typed: tuple[str, ...]
    files: tuple[str, ...]
    lines: tuple[str, ...] = ()


@dataclass
class Found:
    """What a walk found: forms by shape and fields, the parameters of queries by address."""

    forms: dict[tuple[object, ...], FoundForm] = field(default_factory=dict)
    queries: dict[str, set[str]] = field(default_factory=dict)
    opened: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


class Shapes:
    """Tells of which route an address is."""

    def __init__(self, doors: Sequence[Door]) -> None:
        # What stands fast goes before what is named.
        ordered = sorted(doors, key=lambda door: (door.path.count("{"), -len(door.path)))
        self._shapes = [(_pattern(door.path), door.path) for door in ordered]

    def of(self, path: str) -> str | None:
        return next((shape for pattern, shape in self._shapes if pattern.fullmatch(path)), None)


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"(\{[^}]*\})", path)
    return re.compile(
        "".join(
            (".+" if ":path" in part else "[^/]+") if part.startswith("{") else re.escape(part)
            for part in parts
        )
    )


async def walk(
    who: Person, doors: Sequence[Door], *, follow: bool, starts: Sequence[str] = ()
) -> Found:
    """Open every address that lets this person in and, to `follow`, whatever pages link to."""
    shapes, found, seen = Shapes(doors), Found(), Counter[tuple[object, ...]]()
    may = (d for d in doors if "GET" in d.methods and expected(d, "GET", who) in {"in", "open"})
    waiting = deque([*starts, *(door.address_for(who) for door in may)])
    while waiting:
        address = waiting.popleft()
        shape = shapes.of(urlsplit(address).path)
        kind = (shape, *sorted(name for name, _ in parse_qsl(urlsplit(address).query)))
        if shape is None or address in found.opened or seen[kind] >= OF_ONE_SHAPE:
            continue
        seen[kind] += 1
        page = await who.asks("GET", address)
        found.opened[address] = page.status
        if page.status >= 500:
            found.failed.append(f"{who.name}: GET {shape}: {page.status}")
        if page.status in {301, 302, 303, 307, 308}:
            waiting.append(_within(address, page.headers["location"]) or address)
        elif page.headers.get("content-type", "").startswith("text/html"):
            links = read_page(page.text, address, shapes, found)
            waiting.extend(links if follow else ())
    return found


def read_page(text: str, address: str, shapes: Shapes, found: Found) -> list[str]:
    """Note the forms and queries of a page; gives where its links lead on the site."""
    page = html.fromstring(text)
    for form in page.iter("form"):
        each = _form(form, address, shapes)
        if each is not None:
            found.forms.setdefault((each.shape, each.method, each.typed), each)
    links = [_within(address, link.get("href", "")) for link in page.iter("a")]
    for link in filter(None, links):
        shape = shapes.of(urlsplit(link).path)
        if shape:
            names = (name for name, _ in parse_qsl(urlsplit(link).query, keep_blank_values=True))
            found.queries.setdefault(shape, set()).update(names)
    return [link for link in links if link]


def _form(form: Any, address: str, shapes: Shapes) -> FoundForm | None:
    to = _within(address, form.get("action") or "")
    shape = shapes.of(urlsplit(to or "").path)
    if to is None or shape is None:
        return None
    fields = tuple(_fields(form))
    files = tuple(e.get("name") for e in form.iter("input") if e.get("type") == "file")
    names = dict.fromkeys(name for name, _ in fields if name != "csrf_token")
    lines = tuple(e.get("name") for e in form.iter("input", "textarea") if _is_a_line(e))
    method = (form.get("method") or "get").upper()
    return FoundForm(shape, to, method, fields, tuple(names), files, lines)


def _is_a_line(element: Any) -> bool:
    typed_in = TYPED_IN - {"password", "number"}
    return bool(element.get("name")) and element.get("type", "text") in typed_in


def _fields(form: Any) -> Iterator[tuple[str, str]]:
    """All that the form can send, boxes that are not ticked and every button too."""
    for element in form.iter("input", "select", "textarea", "button"):
        name = element.get("name")
        if not name or element.get("type") == "file":
            continue
        if element.tag == "select":
            options = [option.get("value") or "" for option in element.iter("option")]
            yield name, next(filter(None, options), "")
        elif element.tag == "textarea":
            yield name, element.text or ""
        else:
            yield name, element.get("value") or ""


def _within(address: str, link: str) -> str | None:
    """Where a link of the site's own leads, without what stands behind #."""
    to = urlsplit(urljoin(urljoin(SITE, address), link))
    if f"{to.scheme}://{to.netloc}" != SITE or not to.path.isascii():
        return None
    return to.path + (f"?{to.query}" if to.query else "")
