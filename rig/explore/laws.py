"""The auditor's laws of the database, all in one statement: of a small world each takes little."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import asyncpg

from auditor.facts import LAWS
from auditor.law import Breach, Law

AT_ONCE = timedelta(seconds=-1)
"""What follows from an act has followed, this very moment."""

IN_ITS_TIME = timedelta(days=3650)
"""Nobody goes on with what was done; what should follow is not asked."""

NOT_PLAYED = ("news_go_out", "the_log_is_sealed")
"""Of what a search does not do: bringing news to Temporal, and sealing the log."""


def _statement(laws: Sequence[Law]) -> str:
    each = " UNION ALL ".join(
        f"SELECT '{law.name}' AS law, subject::text, found::text FROM ({law.breaches}) AS breach"  # noqa: S608 -- laws are constants
        for law in laws
    )
    return f"WITH moment (now, late) AS (VALUES ($1::timestamptz, $2::timestamptz)) {each} LIMIT 5"


PLAYED = tuple(law for law in LAWS if law.name not in NOT_PLAYED)
_ALL = _statement(PLAYED)


async def breaches(
    connection: "asyncpg.Connection[asyncpg.Record]", now: datetime, grace: timedelta
) -> list[Breach]:
    """The first breaches, in the caller's transaction; none of `NOT_PLAYED`."""
    rows = await connection.fetch(_ALL, now, now - grace)
    return [Breach(row["law"], row["subject"], row["found"]) for row in rows]
