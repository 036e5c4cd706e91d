"""What those who run Inforex type (`python -m inforex --help`)."""

import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import asyncpg

from db.engine import database
from inforex.applications import RefusedError, run
from inforex.arguments import Command, parse
from inforex.screen import Screen
from settings import database_url

NO_WAY_IN = (
    OSError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)


async def _run(command: Command, url: str) -> None:
    async with database(url, pool_size=1):
        await run(command, Screen(), datetime.now(UTC))


def main(arguments: Sequence[str]) -> int:
    """Do one command; gives 0 when it was done, 2 when it was refused, 1 without a database."""
    command = parse(arguments)
    try:
        asyncio.run(_run(command, database_url(os.environ)))
    except RefusedError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except NO_WAY_IN as error:
        sys.stderr.write(
            f"データベースに接続できません（{type(error).__name__}）。"
            "DATABASE_URL が正しいか、データベースが動いているかをご確認ください。\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
