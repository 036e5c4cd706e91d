"""Whether the database can serve this version of the product."""

from collections.abc import Callable
from datetime import datetime, timedelta

from db.engine import transaction
from db.own_migrations import MIGRATIONS
from db.tables.companies import Throttle
from db.tables.enrolment import Application
from db.throttle import count
from domain.limits import Limit, LimitKind

NEVER_TOO_MANY = 2**31 - 1


async def migrations_missing() -> int:
    """How many migrations of this version the database has not had; asks the database.

    One that a newer version has migrated has more, and lacks none: one can go back a version.
    """
    rows = await Application.raw(
        """
        SELECT count(*) FROM unnest({}::text[]) AS wanted
        WHERE NOT EXISTS (
            SELECT FROM migration WHERE app_name = 'inforex' AND name = wanted
        )
        """,
        MIGRATIONS,
    )
    return int(rows[0]["count"])


async def try_to_write(now: datetime) -> None:
    """Do once what pages need that write; raises what the database has against it.

    New rows need room: sorting more than `work_mem` holds takes more than 100 kB of the disk, and
    gives them back at once. A count of the throttle is the least that a page commits.
    """
    async with transaction():
        await Throttle.raw("SET LOCAL work_mem = '64kB'")
        await Throttle.raw(
            "SELECT count(*) FROM (SELECT FROM generate_series(1, 5000) AS n ORDER BY -n) AS row"
        )
        await count(Limit(LimitKind.READINESS, "", NEVER_TOO_MANY, timedelta(days=1)), now)


async def clock_ahead(clock: Callable[[], datetime]) -> timedelta:
    """How far the database's clock is ahead of this one, but for half of the way there and back."""
    asked = clock()
    rows = await Application.raw("SELECT clock_timestamp() AS told")
    told: datetime = rows[0]["told"]
    return told - (asked + (clock() - asked) / 2)
