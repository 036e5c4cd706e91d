"""What those who run Inforex type (`inforex --help`)."""

import os
import sys
from collections.abc import Sequence

import asyncpg

from db.engine import DATABASE_AWAY
from inforex.arguments import parse
from inforex.command import PROGRAM, RefusedError, WrongError
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
    typed = parse(arguments)
    try:
        typed.do(typed, os.environ)
    except (RefusedError, WrongSettingError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except WrongError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except DATABASE_AWAY as error:
        sys.stderr.write(
            f"データベースに接続できません（{type(error).__name__}）。"
            "DATABASE_URL が正しいか、データベースが動いているかをご確認ください。\n"
        )
        return 1
    except NOT_MIGRATED:
        sys.stderr.write(
            "データベースが、このバージョンで使える状態ではありません。"
            f"{PROGRAM} migrate を実行してください。\n"
        )
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("中断しました。\n")
        return 130
    return 0


def run() -> None:
    """Do the command that was typed, and end with its code."""
    leave(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
