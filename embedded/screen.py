"""What the person who started the stack sees of it."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table


class Screen:
    """One line for each step, a table of what is where, and what went wrong."""

    def __init__(self) -> None:
        self._out = Console(highlight=False, markup=False, soft_wrap=True)
        self._errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Name what begins, and say how long it took or that it did not end well."""
        begun = time.monotonic()
        self._out.print(f"{name:.<12} ", end="")
        try:
            yield
        except BaseException:
            self._out.print("not finished")
            raise
        self._out.print(f"{time.monotonic() - begun:.1f} s")

    def show(self, places: Mapping[str, str]) -> None:
        """Show what is where."""
        table = Table(show_header=False, pad_edge=False, box=None)
        table.add_column(style="bold", no_wrap=True)
        table.add_column(no_wrap=True)
        for what, where in places.items():
            table.add_row(what, where)
        self._out.print("")
        self._out.print(table)
        self.say("\nCtrl-C stops everything; the next `make run` comes back with all data.")

    def say_once(self, text: str) -> None:
        """Show at once what is never said again, such as a first password; nothing if empty."""
        if text.strip():
            self.say(f"\n{text.strip()}\n")

    def say(self, text: str) -> None:
        self._out.print(text)

    def fail(self, error: BaseException) -> None:
        self._errors.print(f"\n{error}", style="red")
