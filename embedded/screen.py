"""What the person who started the stack sees of it."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console


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
        """Show what is where, each on one line that can be copied, however long it is."""
        width = max(map(len, places)) + 2
        self._out.print("")
        for what, where in places.items():
            self._out.print(f"{what:{width}}", style="bold", end="")
            self._out.print(where)
        self.say("\nCtrl-C stops everything; the next `make run` comes back with all data.")

    def say_once(self, text: str) -> None:
        """Show at once what is never said again, such as a first password; nothing if empty."""
        if text.strip():
            self.say(f"\n{text.strip()}\n")

    def say(self, text: str) -> None:
        self._out.print(text)

    def fail(self, error: BaseException) -> None:
        self._errors.print(f"\n{error}", style="red")
