"""Lists of the console: what is asked for stands in the address, and pages go on by a cursor."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from litestar import Request

from web.forms import Form

T = TypeVar("T")


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


def address_of(request: Request[Any, Any, Any], form: Form, names: Iterable[str]) -> ListAddress:
    """The address that asks for these fields of the form."""
    asked = {name: form.typed(name) for name in names}
    return ListAddress(request.url.path, asked, is_first="after" not in request.query_params)
