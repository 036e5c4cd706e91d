"""Fill an empty database with what a first walk needs (`python -m db.demo`); again is no harm."""

import asyncio
import os
import sys
from datetime import UTC, datetime

from db.demo.seeding import seed
from db.engine import database
from settings import Settings, WrongSettingError


async def _seed(settings: Settings) -> None:
    async with database(settings.database_url):
        await seed(datetime.now(UTC))


def main() -> int:
    try:
        settings = Settings.from_environment(os.environ)
    except WrongSettingError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    asyncio.run(_seed(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
