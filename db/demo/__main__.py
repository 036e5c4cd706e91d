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
    if first_password:
        sys.stdout.write(
            f"Console: log in as {FIRST.mail_address}\n"
            f"First password, shown this once: {first_password}\n"
        )


if __name__ == "__main__":
    asyncio.run(_seed(database_url(os.environ)))
