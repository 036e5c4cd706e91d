"""All laws of the database, at one moment."""

from datetime import datetime, timedelta

import asyncpg

from auditor import ids, log, mails, members, stages
from auditor.law import Breach, Law

LAWS: tuple[Law, ...] = (*ids.LAWS, *stages.LAWS, *log.LAWS, *mails.LAWS, *members.LAWS)

GRACE = timedelta(minutes=10)
"""So long what follows from an act may take: an outage, a retry, the queue of a busy hour."""

MOST = 100
"""Of each law so many breaches are told; who has more has one fault, not a hundred."""


TO_READ = 60.0
"""Seconds that one law may take; a database that is away longer is asked again by the next look."""


async def read_laws(
    connection: "asyncpg.Connection[asyncpg.Record]", now: datetime, grace: timedelta = GRACE
) -> list[Breach]:
    """Look for breaches in the database; all laws see the same moment, and nothing is changed."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        return await breaches(connection, now, grace)


async def breaches(
    connection: "asyncpg.Connection[asyncpg.Record]", now: datetime, grace: timedelta
) -> list[Breach]:
    """The same, in the caller's transaction."""
    return [breach for law in LAWS for breach in await _breaches(connection, law, now, now - grace)]


async def _breaches(
    connection: "asyncpg.Connection[asyncpg.Record]", law: Law, now: datetime, late: datetime
) -> list[Breach]:
    statement = f"""
        WITH moment (now, late) AS (VALUES ($1::timestamptz, $2::timestamptz)),
        breach AS ({law.breaches})
        SELECT subject, found FROM breach ORDER BY 1, 2 LIMIT {MOST}
    """  # noqa: S608 -- laws are constants
    rows = await connection.fetch(statement, now, late, timeout=TO_READ)
    return [Breach(law.name, row["subject"], row["found"]) for row in rows]
