"""A PostgreSQL with the template of the tests, until the standard input ends."""

import asyncio
import sys

from rig.databases import make_template
from rig.servers import start_postgres

if __name__ == "__main__":
    with start_postgres(short_lived=True) as url:
        asyncio.run(make_template(url))
        print(url, flush=True)  # noqa: T201 -- for who started it
        sys.stdin.read()
