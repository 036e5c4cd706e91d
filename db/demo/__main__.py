"""Fill an empty database with what a first walk needs (`python -m db.demo`); again is no harm."""

import asyncio
import os
from datetime import UTC, datetime

from db.demo.seeding import seed
from db.engine import database
from settings import database_url


async def _seed(url: str) -> None:
    async with database(url):
        await seed(datetime.now(UTC))


if __name__ == "__main__":
    asyncio.run(_seed(database_url(os.environ)))
