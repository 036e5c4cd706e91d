"""What all commands share: how one is made, shows its answer, refuses, and reaches the database."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import click

from db.engine import database
from domain.text import InvalidInput
from inforex.help_page import Argument, Group, Option, Page
from inforex.language import say_input
from inforex.plain import plain
from inforex.screen import Screen
from settings import database_url

PROGRAM = "inforex"

T = TypeVar("T")


class RefusedError(Exception):
    """What was asked for cannot be done and nothing was changed; the text says why."""


class WrongError(Exception):
    """What was looked at is not as it should be; the text says what."""


@dataclass(frozen=True)
class At:
    """What a command has besides what was typed: the moment, the environment, where to answer."""

    now: datetime
    environment: Mapping[str, str]
    screen: Screen = field(default_factory=Screen)
    as_json: bool = False

    def show(self, found: object, on_screen: Callable[[Screen], None]) -> None:
        """Answer with what was found: as JSON where `--json` was typed, else as a person reads it.

        JSON has the names of the fields in the code, and is the same in every language.
        """
        if self.as_json:
            _print(json.dumps(plain(found), ensure_ascii=False, indent=2) + "\n")
        else:
            on_screen(self.screen)


def _print(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError as error:  # `| head` has seen enough, as rich takes it too
        raise SystemExit(1) from error


Doing = Callable[..., Coroutine[object, object, None] | None]


@dataclass(frozen=True)
class Work:
    """What was typed, understood and still to be done."""

    do: Doing
    typed: Mapping[str, Any]
    as_json: bool

    def __call__(self, at: At) -> Coroutine[object, object, None] | None:
        """Do it; what is given is still to be awaited, with the database open."""
        return self.do(replace(at, as_json=self.as_json), **self.typed)


class Command(Page):
    """A command that is first understood, and then done by whoever asked."""

    def invoke(self, ctx: click.Context) -> Work:
        """Give the work that was typed."""
        typed = dict(ctx.params)
        as_json = typed.pop("as_json", False)
        do: Doing = self.callback  # type: ignore[assignment]  # `command` gives every one
        return Work(do, typed, as_json)


def command(
    name: str, title: str, details: str = "", *, shows: bool = False
) -> Callable[[Doing], Command]:
    """Make a command of a function, which gets `At` and what was typed.

    An `async def` is run with the database open, a plain `def` without. `title`: one line of
    Japanese; `details`: its sentences in the help. `shows`: it lists or shows something, by
    `At.show`, and so has `--json`.
    """
    as_json = Option(["--json", "as_json"], is_flag=True, help="JSONで出力する")
    own: list[click.Parameter] = [as_json] if shows else []
    return click.command(name, cls=Command, short_help=title, help=details, params=own)


option = partial(click.option, cls=Option)
argument = partial(click.argument, cls=Argument)


def group(name: str, title: str, commands: tuple[click.Command, ...]) -> Group:
    """Make a command of commands."""
    return Group(name, short_help=title, commands=commands)


def on_database(work: Coroutine[object, object, None], environment: Mapping[str, str]) -> None:
    """Do the work with the database that `DATABASE_URL` names open, one connection at most."""

    async def with_it_open() -> None:
        async with database(database_url(environment), pool_size=1):
            await work

    asyncio.run(with_it_open())


class Checked(click.ParamType[object]):
    """What one of the domain's `accept_…` takes; says in its words why a value cannot be taken."""

    name = "text"

    def __init__(self, accept: Callable[[str], object]) -> None:
        self._accept = accept

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> object:
        """Give the accepted value, or end with a usage error."""
        try:
            return self._accept(value) if isinstance(value, str) else value
        except InvalidInput as error:
            self.fail(say_input(error), param, ctx)
