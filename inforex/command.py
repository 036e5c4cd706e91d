"""What all sub-commands share: how they are added, refuse, and reach the database."""

import asyncio
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Coroutine, Mapping
from typing import TypeVar

from db.engine import database
from domain.text import InvalidInput
from settings import database_url

PROGRAM = "inforex"

Add = Callable[..., ArgumentParser]
"""Adds the parser of a sub-command by its name; its default `do` gets what was typed and the
environment."""

T = TypeVar("T")


class RefusedError(Exception):
    """What was asked for cannot be done and nothing was changed; the text says why."""


class WrongError(Exception):
    """What was looked at is not as it should be; the text says what."""


def on_database(work: Coroutine[object, object, None], environment: Mapping[str, str]) -> None:
    """Do the work with the database that `DATABASE_URL` names open, one connection at most."""

    async def with_it_open() -> None:
        async with database(database_url(environment), pool_size=1):
            await work

    asyncio.run(with_it_open())


def checked(accept: Callable[[str], T]) -> Callable[[str], T]:
    """Let argparse say in our own words why a value cannot be taken."""

    def understand(text: str) -> T:
        try:
            return accept(text)
        except InvalidInput as error:
            raise ArgumentTypeError(str(error)) from error

    return understand
