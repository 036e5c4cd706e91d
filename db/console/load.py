"""How much there is to do: by day, by hour, and what waits to be told to Temporal."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from db.outbox import Backlog, messages_waiting
from db.tables.operation import Outbox

DAYS, HOURS = 30, 24


class Series(StrEnum):
    """What is counted: by day for `DAYS` days, by hour for `HOURS` hours, the present included."""

    REQUESTED_BY_DAY = "requested_by_day"
    REQUESTED_BY_HOUR = "requested_by_hour"
    MAILS_BY_HOUR = "mails_by_hour"
    """Mails that fell due."""

    LOGINS_BY_DAY = "logins_by_day"
    """Members who logged in."""


@dataclass(frozen=True)
class Count:
    """How many there were in the day or the hour that began then, in JST."""

    began: datetime
    count: int


@dataclass(frozen=True)
class Load:
    """The counts of each series, the oldest first, and what Temporal has yet to hear of."""

    counts: dict[Series, tuple[Count, ...]]
    outbox: Backlog


# Each day and hour by itself is a range of an index. Japan has no summer time, so days are alike.
_SERIES = """
    SELECT '{series}' AS series, began, (
        SELECT count(*) FROM {table}
        WHERE {column} >= began AND {column} < began + interval '1 {unit}' {condition}
    ) AS count
    FROM now, generate_series(
        date_trunc('{unit}', moment, 'Asia/Tokyo') - interval '{before} {unit}',
        date_trunc('{unit}', moment, 'Asia/Tokyo'), interval '1 {unit}'
    ) AS began
"""


def _series(series: Series, table: str, column: str, unit: str, condition: str = "") -> str:
    before = {"day": DAYS, "hour": HOURS}[unit] - 1
    return _SERIES.format(
        series=series, table=table, column=column, unit=unit, before=before, condition=condition
    )


_LOAD = f"""
    WITH now AS (SELECT {{}}::timestamptz AS moment)
    {_series(Series.REQUESTED_BY_DAY, "application", "requested_at", "day")}
    UNION ALL
    {_series(Series.REQUESTED_BY_HOUR, "application", "requested_at", "hour")}
    UNION ALL
    {_series(Series.MAILS_BY_HOUR, "mail", "queued_at", "hour")}
    UNION ALL
    {_series(Series.LOGINS_BY_DAY, "login_record", "at", "day", "AND outcome = 'succeeded'")}
    ORDER BY series, began
"""


async def load_load(now: datetime) -> Load:
    """Read all series and the outbox as they are at this moment."""
    rows: list[dict[str, Any]] = await Outbox.raw(_LOAD, now)
    counts = {
        series: tuple(Count(row["began"], row["count"]) for row in rows if row["series"] == series)
        for series in Series
    }
    return Load(counts, await messages_waiting())
