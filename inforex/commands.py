"""What can be typed after `inforex`: every command stands in a file of its own, and here."""

from collections.abc import Sequence
from typing import cast

import click

from inforex.administrators import create_admin
from inforex.applications.group import APPLICATIONS
from inforex.audit import AUDIT
from inforex.command import PROGRAM, Work, group
from inforex.doctor.command import doctor
from inforex.imports import import_companies
from inforex.imports_shown import IMPORTS
from inforex.keys import KEYS
from inforex.mails import MAILS
from inforex.migrate import migrate
from inforex.people import ADMINISTRATORS
from inforex.processes import PROCESSES
from inforex.reconcile import reconcile
from inforex.replay import replay
from inforex.restored import restored
from inforex.run import run

COMMANDS = group(
    PROGRAM,
    "Inforex加入受付の運用コマンドです。",
    (
        *(run, migrate, doctor, replay, restored, reconcile),
        *(create_admin, ADMINISTRATORS, APPLICATIONS, MAILS, PROCESSES),
        *(import_companies, IMPORTS, KEYS, AUDIT),
    ),
)


def parse(arguments: Sequence[str]) -> Work:
    """Understand the command line; gives what is to be done.

    Raises `SystemExit`: 0 after the help that was asked for, 2 after a message on stderr that
    says what to mend.
    """
    try:
        typed = COMMANDS.main(list(arguments), PROGRAM, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from error
    if isinstance(typed, int):  # of a help page, that was all
        raise SystemExit(typed)
    return cast("Work", typed)
