"""How lists are cut, and say so: nothing is left off in silence."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import click

from db.console.paging import PER_PAGE, PORTION
from domain.text import InvalidInput
from inforex.command import Checked, option
from inforex.language import _
from inforex.screen import Screen

R = TypeVar("R")
K = TypeVar("K")

ALL = "all"


def accept_limit(text: str) -> int | None:
    """Return how many, None for all; raises `InvalidInput`."""
    if text == ALL:
        return None
    if not text.isascii() or not text.isdecimal() or not 0 < int(text) < 10**9:
        raise InvalidInput("1以上の整数か、all を入力してください。")
    return int(text)


limit = option(
    "--limit",
    type=Checked(accept_limit),
    default=str(PER_PAGE),
    show_default=True,
    metavar="N|all",
    help="多くてもN件を表示する。allはすべて",
)


@dataclass(frozen=True)
class Listed(Generic[R]):
    """What a list shows; `more`: whether a limit cut it."""

    rows: tuple[R, ...]
    more: bool

    def say_so(self, screen: Screen) -> None:
        """Say how many there are, and whether that is all."""
        screen.say(_("{count:,}件を表示しました。", count=len(self.rows)))
        if self.more:
            screen.say(_("続きがあります。--limit all で、すべてを表示します。"))


async def collect(
    page_of: Callable[[K | None, int], Awaitable[tuple[Sequence[R], K | None]]], most: int | None
) -> Listed[R]:
    """Read pages until there are so many, or no more.

    `page_of`: gets where the page before ended, None for the first, and how many to read; gives
    the rows and where they end, None where there are no more.
    """
    rows: list[R] = []
    after: K | None = None
    while most is None or len(rows) < most:
        page, after = await page_of(
            after, PORTION if most is None else min(PORTION, most - len(rows))
        )
        rows += page
        if after is None:
            break
    return Listed(tuple(rows), more=after is not None)


def one_of(words: dict[Any, str]) -> click.ParamType[object]:
    """Take a code or the word that the console has for it."""
    codes = {str(code): code for code in words} | {word: code for code, word in words.items()}

    def accept(text: str) -> object:
        if text not in codes:
            known = ", ".join(
                _("{code}（{word}）", code=code, word=_(word)) for code, word in words.items()
            )
            raise InvalidInput(
                "「{text}」はありません。{known} から選んでください。", text=text, known=known
            )
        return codes[text]

    return Checked(accept)
