"""Lists of the console: what is asked for stands in the address, and pages go on by a cursor."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from litestar import Request

from db.console.filters import KeptFilter, asked_by, kept_filters
from db.console.staff import Staff
from web.forms import Form, query_form

T = TypeVar("T")

PER_PAGE = 50

FILTER = "filter"
"""The parameter that names what a person's filter asks for (db/console/filters.py)."""

PERSONAL = frozenset({"search", "name", "mail", "recipient"})
"""Fields whose words may be about a person: they stand in no address, and in no record."""

Column = tuple[str, str | None, str | None]
"""Name, the address that sorts by it, and in which direction the list is sorted by it now."""


@dataclass(frozen=True)
class ListAddress:
    """The address of a list as it was asked for, without the page of it.

    `is_first`: whether it was the first page that was asked for.
    """

    path: str
    asked: dict[str, str]
    is_first: bool = True

    def having(self, **changes: str | int | None) -> str:
        """The same list but for these, such as `after=…` for another page; None is left out."""
        fields = {**self.asked, **changes}
        asked = {name: value for name, value in fields.items() if value not in {None, ""}}
        return f"{self.path}?{urlencode(asked)}" if asked else self.path

    def column(
        self, name: str, order: str, ascending: str, descending: str, *, most_first: bool = False
    ) -> Column:
        """A column that sorts the list, and turns it round where it does so now.

        `order`: how it is sorted now. `most_first`: it sorts in descending order at first.
        """
        directions = {ascending: "ascending", descending: "descending"}
        first, second = (descending, ascending) if most_first else (ascending, descending)
        return name, self.having(sort=second if order == first else first), directions.get(order)

    @property
    def export(self) -> str:
        """The page that writes this very list to a file."""
        return ListAddress(f"{self.path}/export", self.asked).having()


def asked_of(
    form: Form, labels: Mapping[str, str], names: Mapping[str, Mapping[Any, str]] | None = None
) -> list[tuple[str, str]]:
    """What a list was asked for, as a page says it where nothing was found.

    `labels`: of the fields. `names`: how choices are called, by field and what was typed.
    """
    known = names or {}
    return [
        (label, known.get(name, {}).get(form.typed(name), form.value(name)))
        for name, label in labels.items()
        if form.typed(name)
    ]


async def list_form(request: Request[Any, Any, Any], staff: Staff, path: str = "") -> Form:
    """Read what an address asks of a list, with the words that are kept for it.

    `path`: of the list, unless it is that of the address.
    """
    form = query_form(request)
    number = form.typed(FILTER)
    if re.fullmatch("[0-9]{1,18}", number):
        kept = await asked_by(staff.administrator, path or request.url.path, int(number))
        for name in PERSONAL & kept.keys():
            form.replace(name, form.typed(name) or kept[name])
    return form


async def filters_of(staff: Staff, path: str) -> list[tuple[KeptFilter, str]]:
    """The filters that a person keeps of a list, each with its address."""
    kept = await kept_filters(staff.administrator, path)
    return [(each, _address_of_filter(path, each)) for each in kept]


def _address_of_filter(path: str, kept: KeptFilter) -> str:
    asked = {name: text for name, text in kept.asked.items() if name not in PERSONAL}
    if asked.keys() != kept.asked.keys():
        asked[FILTER] = str(kept.id)
    return ListAddress(path, asked).having()


def address_of(request: Request[Any, Any, Any], form: Form, names: Iterable[str]) -> ListAddress:
    """The address that asks for these fields of the form; words stand in it only if they did."""
    typed = request.query_params
    asked = {name: typed.get(name, "") if name in PERSONAL else form.typed(name) for name in names}
    asked[FILTER] = typed.get(FILTER, "")
    is_first = request.query_params.keys().isdisjoint({"after", "before"})
    return ListAddress(request.url.path, asked, is_first)
