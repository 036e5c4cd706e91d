"""Lists of the console: what is asked for stands in the address, and pages go on by a cursor."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from litestar import Request

from web.forms import Form

T = TypeVar("T")

PER_PAGE = 50

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


def address_of(request: Request[Any, Any, Any], form: Form, names: Iterable[str]) -> ListAddress:
    """The address that asks for these fields of the form."""
    asked = {name: form.typed(name) for name in names}
    is_first = request.query_params.keys().isdisjoint({"after", "before"})
    return ListAddress(request.url.path, asked, is_first)
