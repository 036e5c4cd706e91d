"""What is done to one database, without workflows that go on with it, keeps the auditor's laws."""

from datetime import datetime, timedelta

import asyncpg

from auditor.facts import read_laws
from rig.databases import for_owner

NOBODY_GOES_ON = timedelta(days=3650)
"""As if everything had just happened: what should follow from it is not asked."""


async def laws_hold(url: str, now: datetime, grace: timedelta = NOBODY_GOES_ON) -> None:
    """Fail with whatever law is broken."""
    connection = await asyncpg.connect(for_owner(url))
    try:
        found = await read_laws(connection, now, grace)
    finally:
        await connection.close()
    assert not found, [*map(str, found)]
