"""Fill an empty database with what a first walk needs (`python -m db.demo`); again is no harm."""

import asyncio
import os
import sys
from datetime import UTC, datetime

from db.demo.seeding import FIRST, add_administrator, seed
from db.engine import database
from settings import database_url


async def _seed(url: str) -> None:
    async with database(url):
        now = datetime.now(UTC)
        await seed(now)
        first_password = await add_administrator(now)
    sys.stdout.write(about_the_console(first_password))


def about_the_console(first_password: str | None) -> str:
    """How to get into the console; None: an earlier start has shown the first password."""
    if first_password:
        return (
            f"Console: log in as {FIRST.mail_address}\n"
            f"First password, shown this once: {first_password}\n"
        )
    return (
        f"Console: {FIRST.mail_address} is there already; an earlier start showed its password.\n"
        "Where that is lost, add another administrator: inforex create-admin MAIL NAME\n"
        "(on Docker: docker compose run --rm worker inforex create-admin MAIL NAME)\n"
    )


if __name__ == "__main__":
    asyncio.run(_seed(database_url(os.environ)))
