"""What can be typed after `inforex`: a sub-command, each in a file of its own."""

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from functools import partial

from inforex import administrators, applications, audit, imports, migrate, restored, run
from inforex.command import PROGRAM
from inforex.doctor import command as doctor


def parse(arguments: Sequence[str]) -> Namespace:
    """Understand the command line; the result's `do` does what was typed.

    Raises `SystemExit`: 0 after the help that was asked for, 2 after a message on stderr that
    says what to mend.
    """
    return _parser().parse_args(arguments)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        PROGRAM,
        description="Inforex加入受付の運用コマンドです。",
        epilog=f"詳しくは: {PROGRAM} COMMAND --help",
    )
    commands = parser.add_subparsers(title="コマンド", required=True, metavar="COMMAND")
    add = partial(commands.add_parser, formatter_class=RawDescriptionHelpFormatter)
    for command in (run, migrate, doctor, restored, administrators, applications, imports, audit):
        command.add_arguments(add)
    return parser
