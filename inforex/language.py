"""Japanese where the locale is Japanese, English everywhere else."""

import gettext
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Literal

from domain.text import InvalidInput
from texts.filled import Filled

Language = Literal["ja", "en"]
LOCALE = Path(__file__).parent / "locale"
_OF_PAGES = Path(__file__).parent.parent / "web" / "locale"
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""The first that is set decides, as for `gettext`."""

_spoken: ContextVar[Language] = ContextVar("spoken", default="ja")


def language_of(environment: Mapping[str, str]) -> Language:
    """Which of the two somebody with this environment reads."""
    named = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    return "ja" if named.startswith("ja") else "en"


def speak(language: Language) -> None:
    """Say all that follows in this language, and have click do so too."""
    _spoken.set(language)
    # click asks gettext's own domain, whose texts are English where no catalogue is found.
    gettext.bindtextdomain("messages", LOCALE if language == "ja" else LOCALE / "none")


def _(text: str, /, **params: object) -> str:
    """Give a Japanese text in the language that is spoken, filled in `str.format` style."""
    if _spoken.get() == "ja":
        return text.format(**params) if params else text
    if isinstance(text, Filled):
        return _(text.template, **{name: _(value) for name, value in text.params.items()})
    said = _english().get(text) or _of_pages().get(text) or text
    return said.format(**params) if params else said


def say_input(error: InvalidInput) -> str:
    """Say what is wrong with a typed value, as pages do."""
    if _spoken.get() == "ja":
        return str(error)
    sentence = _of_pages().get(error.message) or _(error.message)
    return sentence.format(**error.params)


@cache
def _english() -> Mapping[str, str]:
    return _read(LOCALE)


@cache
def _of_pages() -> Mapping[str, str]:
    """What applicants and members read in English; the image and a checkout have it."""
    return _read(_OF_PAGES)


def _read(folder: Path) -> Mapping[str, str]:
    """Read every English catalogue of a folder; the Japanese text is the key."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 -- only English needs it

    texts: dict[str, str] = {}
    for path in sorted(folder.glob("en*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id and message.string:
                    texts[str(message.id)] = str(message.string)
    return texts
