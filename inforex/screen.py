"""What an administrator reads in the terminal: headings, fields, tables."""

import sys
import unicodedata
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table


class Screen:
    """Prints text that people typed and servers answered as it is, and nothing of it as a command.

    Texts are no markup, and what would steer the terminal is replaced (ASVS 1.3.11).
    """

    def __init__(self) -> None:
        self._out = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)

    def heading(self, text: str) -> None:
        """Begin a section."""
        self._out.print(f"\n■ {_harmless(text)}", style="bold")

    def say(self, text: str) -> None:
        """Print a sentence in one line, so that a command in it can be copied."""
        self._out.print(_harmless(text), soft_wrap=True)

    def fields(self, rows: Iterable[tuple[str, str]]) -> None:
        """Print each label or moment with what belongs to it."""
        grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for label, text in rows:
            grid.add_row(_harmless(label), _harmless(text))
        self._out.print(grid)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a table; its first column is never broken."""
        table = Table(show_lines=True)
        for nth, title in enumerate(columns):
            table.add_column(_harmless(title), no_wrap=nth == 0, overflow="fold")
        for row in rows:
            table.add_row(*map(_harmless, row))
        self._out.print(table)


def _harmless(text: str) -> str:
    """Replace characters that steer a terminal or the direction of writing; line breaks stay."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if unicodedata.category(character).startswith("C") and character != "\n"
        else character
        for character in text
    )
