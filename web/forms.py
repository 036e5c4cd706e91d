"""What a person typed into a form, what was understood of it, and what is to be corrected."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar, cast
from unicodedata import category
from urllib.parse import parse_qsl

from litestar import Request

from domain.text import InvalidInput, trim
from web.language import Language, say, translate
from web.uploads import has_files, multipart_fields

T = TypeVar("T")
V = TypeVar("V")
Message = InvalidInput | str

MOST_BYTES = 64 * 1024
"""The largest form that is read; a larger one is answered with 413."""

# How the domain says it of any field that is empty.
_EMPTY = "入力してください。"

# Stored drafts are JSON in PostgreSQL, which holds neither NUL nor halves of surrogate pairs.
_UNSTORABLE = {0: None} | dict.fromkeys(range(0xD800, 0xE000))


class Take(Protocol):
    """Takes one field of a form by its name, its `accept_*` rule and its label."""

    def __call__(self, name: str, rule: Callable[[str], T], label: str = "") -> T: ...


class Form:
    """The fields that a page asks for by name; whatever else was sent is ignored (S38).

    Errors keep the order in which the page asks for its fields.
    """

    def __init__(self, typed: Mapping[str, str] | None = None) -> None:
        self._typed = typed or {}
        self._asked: dict[str, str] = {}
        self._errors: dict[str, Message] = {}
        self._warnings: dict[str, Message] = {}

    def accept(self, name: str, rule: Callable[[str], T], *, label: str = "") -> T | None:
        """Understand one field by an `accept_*` rule; None and an error when it cannot be.

        `label` is put before the error, so that the summary says which field it speaks of.
        """
        self._asked.setdefault(name, label)
        try:
            return rule(self.typed(name))
        except InvalidInput as error:
            self.add_error(name, error)
            return None

    def complete(self, make: Callable[[Take], T]) -> T | None:
        """Understand several fields and make one thing of them; None, and all errors, otherwise.

        `make` only puts together what it takes: a field that is wrong gives it nothing to work on.
        """
        taken: list[str] = []

        def take(name: str, rule: Callable[[str], V], label: str = "") -> V:
            taken.append(name)
            # Where it is None because the field is wrong, what is made of it is thrown away.
            return cast("V", self.accept(name, rule, label=label))

        made = make(take)
        return None if any(name in self._errors for name in taken) else made

    def typed(self, name: str) -> str:
        """The text exactly as it was sent; empty when it was not."""
        return self._typed.get(name, "")

    def ticked(self, pattern: str) -> list[str]:
        """The names that match this pattern of boxes that were ticked, in order."""
        return sorted(name for name in self._typed if re.fullmatch(pattern, name))

    def value(self, name: str) -> str:
        """What the field shows again: what was typed, but never a password."""
        return "" if name.startswith("password") else _showable(self.typed(name))

    def replace(self, name: str, value: str) -> None:
        """Show another value than the typed one, such as a suggestion that was chosen."""
        self._typed = {**self._typed, name: value}

    def add_error(self, name: str, message: Message, *, label: str = "") -> None:
        """Add an error unless the field has one; the name "" is the form as a whole."""
        self._asked.setdefault(name, label)
        self._errors.setdefault(name, message)

    def add_warning(self, name: str, message: Message) -> None:
        self._warnings.setdefault(name, message)

    @property
    def ok(self) -> bool:
        return not self._errors

    @property
    def warned(self) -> bool:
        return bool(self._warnings)

    def refusal(self, name: str) -> Message | None:
        """Why a field was not accepted, for a page that offers more than the message."""
        return self._errors.get(name)

    def shown_in(self, language: Language) -> "ShownForm":
        return ShownForm(self, language)

    def errors_in(self, language: Language) -> list[tuple[str, str]]:
        return [
            (name, _labelled(label, self._errors[name], language))
            for name, label in self._asked.items()
            if name in self._errors
        ]

    def warning_in(self, name: str, language: Language) -> str | None:
        return say(self._warnings[name], language) if name in self._warnings else None


class ShownForm:
    """A form as components.html reads it, in the language of the page."""

    def __init__(self, form: Form, language: Language) -> None:
        self._form = form
        self._language = language
        self.errors = form.errors_in(language)
        self._by_name = dict(self.errors)

    def value(self, name: str) -> str:
        return self._form.value(name)

    def error(self, name: str) -> str | None:
        return self._by_name.get(name)

    def warning(self, name: str) -> str | None:
        return self._form.warning_in(name, self._language)


def optional(rule: Callable[[str], T]) -> Callable[[str], T | None]:
    """The rule of a field that may be left empty, which gives None."""
    return lambda text: rule(text) if trim(text) else None


def _showable(text: str) -> str:
    """Leave out what no HTML page may hold: controls, and code points that are no characters."""
    return "".join(sign for sign in text if sign in "\t\n\r" or category(sign) not in {"Cc", "Cn"})


def _labelled(label: str, message: Message, language: Language) -> str:
    """Say which field a message is about, unless it does so itself."""
    name = translate(label, language)
    if isinstance(message, InvalidInput) and message.message == _EMPTY and label:
        return say(InvalidInput("{label}を入力してください。", label=name), language)
    said = say(message, language)
    if name.casefold() in said.casefold():
        return said
    return f"{name}{': ' if language == 'en' else '：'}{said}"


def query_form(request: Request[Any, Any, Any]) -> Form:
    """Read what an address asks for, such as a filter, as a form that was sent is read."""
    return Form(_storable(dict(request.query_params)))


async def read_form(request: Request[Any, Any, Any]) -> Form:
    """Read a form that was sent, one value per field: the last one counts."""
    return Form(await typed_fields(request))


async def typed_fields(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Decode the body of a form; Litestar's own decoder would keep passwords in its cache."""
    fields = await multipart_fields(request) if has_files(request) else await _parsed(request)
    return _storable(fields)


def _storable(fields: dict[str, str]) -> dict[str, str]:
    return {name: value.translate(_UNSTORABLE) for name, value in fields.items()}


async def _parsed(request: Request[Any, Any, Any]) -> dict[str, str]:
    body = (await request.body()).decode("latin-1")
    return dict(parse_qsl(body, keep_blank_values=True, errors="replace"))
