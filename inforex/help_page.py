"""The help of commands, in the language that is spoken, broken where wide characters need it."""

from collections.abc import Iterable
from copy import copy

import click
from rich.console import Console
from rich.text import Text

from inforex.language import _


class Formatter(click.HelpFormatter):
    """Breaks Japanese by its width on the screen, which click measures in characters."""

    def write_text(self, text: str) -> None:
        """Write sentences with their own line breaks, each indented and broken."""
        for line in text.splitlines():
            for part in _broken(line, self.width - self.current_indent):
                self.write(f"{'':{self.current_indent}}{part}".rstrip() + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write each term with what it means beside it."""
        listed = list(rows)
        beside = min(max(len(term) for term, _said in listed), col_max) + col_spacing
        indent = self.current_indent + beside
        for term, said in listed:
            parts = _broken(said, self.width - indent)
            first = f"{'':{self.current_indent}}{term:{beside}}"
            if len(term) > beside - col_spacing:
                self.write(f"{first}\n")
                first = f"{'':{indent}}"
            self.write(f"{first}{parts[0]}".rstrip() + "\n")
            for part in parts[1:]:
                self.write(f"{'':{indent}}{part}\n")


def _broken(text: str, width: int) -> list[str]:
    lines = Text(text).wrap(Console(width=width), width)
    return [line.plain.rstrip() for line in lines] or [""]


class _Context(click.Context):
    formatter_class = Formatter


class Page(click.Command):
    """A command whose help is looked up in the language that is spoken."""

    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give `--help`, which click keeps in the language that it was first asked for in."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("この説明を表示して終了する")
        return option

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 -- click's signature
        """Say in one line what it does."""
        return _(self.short_help or "")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Say what it does, and what comes of it."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_(self.short_help or ""))
            if self.help:
                formatter.write_text(f"\n{_(self.help)}")


class Option(click.Option):
    """An option whose help is in the language that is spoken."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Give how it is typed and what it means."""
        said = copy(self)
        said.help = _(self.help or "")
        return click.Option.get_help_record(said, ctx)


class Argument(click.Argument):
    """An argument whose help is in the language that is spoken."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Give its name and what it means."""
        term, said = super().get_help_record(ctx)
        return term, _(said)


class Group(Page, click.Group):
    """A command of commands, listed in the order of what people need."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Give the names as they were added."""
        return list(self.commands)
