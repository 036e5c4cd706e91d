"""What those who run Inforex type (`inforex --help`)."""

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import asyncpg
import structlog

from db.engine import DATABASE_AWAY
from inforex.command import PROGRAM, At, RefusedError, Work, WrongError, on_database
from inforex.commands import parse
from inforex.language import _, language_of, speak
from relay.leaving import leave
from settings import WrongSettingError

# The last: of a role to which no `migrate` has given its rights yet.
NOT_MIGRATED = (
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedColumnError,
    asyncpg.InsufficientPrivilegeError,
)


def main(arguments: Sequence[str]) -> int:
    """Do one command; gives 0 when it was done, 2 when it was refused, 1 without a right database.

    1 also where what was looked at is not as it should be;
    130 when Ctrl-C ended it, as a shell would say.
    """
    speak(language_of(os.environ))
    # What a command answers is on standard output, and nothing else is.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    work = parse(arguments)
    try:
        _do(work, At(datetime.now(UTC), os.environ))
    except (RefusedError, WrongSettingError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except WrongError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except DATABASE_AWAY as error:
        sys.stderr.write(_away(error) + "\n")
        return 1
    except NOT_MIGRATED:
        sys.stderr.write(_not_migrated() + "\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write(_("中断しました。") + "\n")
        return 130
    return 0


def _do(work: Work, at: At) -> None:
    waits = work(at)
    if waits is not None:
        on_database(waits, at.environment)


def _away(error: BaseException) -> str:
    return _(
        "データベースに接続できません（{trouble}）。"
        "DATABASE_URL が正しいか、データベースが動いているかをご確認ください。",
        trouble=type(error).__name__,
    )


def _not_migrated() -> str:
    return _(
        "データベースが、このバージョンで使える状態ではありません。"
        "{program} migrate を実行してください。",
        program=PROGRAM,
    )


def run() -> None:
    """Do the command that was typed, and end with its code."""
    leave(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
