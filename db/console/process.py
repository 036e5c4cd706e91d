"""The map of the process in figures: who stands where, and how long each arrow took."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.console.dashboard import COUNTED
from db.tables.enrolment import Application, Passage
from domain.enrolment.process_map import Arrow
from domain.enrolment.stages import Stage


@dataclass(frozen=True)
class Period:
    """From `since` to `until`, which is not included."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Passed:
    """How many passed an arrow in a period, and how long that took; None where nobody did.

    Half took no longer than `median`, nine of ten no longer than `ninetieth`.
    """

    count: int
    median: timedelta | None
    ninetieth: timedelta | None


# Two arrays of one order have the arrows. Each is a short way through the index, however many
# passages there are: all are counted, the newest are looked at.
_PASSED = f"""
    SELECT before, after, counted.count, took.times
    FROM unnest({{}}::text[], {{}}::text[]) AS arrow (before, after)
    CROSS JOIN LATERAL (
        SELECT count(*) AS count FROM passage
        WHERE passage.before = arrow.before AND passage.after = arrow.after
            AND ended_at >= {{}} AND ended_at < {{}}
    ) AS counted
    CROSS JOIN LATERAL (
        SELECT percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY newest.took) AS times
        FROM (
            SELECT ended_at - began_at AS took FROM passage
            WHERE passage.before = arrow.before AND passage.after = arrow.after
                AND ended_at >= {{}} AND ended_at < {{}}
            ORDER BY ended_at DESC LIMIT {COUNTED}
        ) AS newest
    ) AS took
"""  # noqa: S608 -- only a constant of this code is put in

_BEGUN = "SELECT count(*) FROM application WHERE requested_at >= {} AND requested_at < {}"
_STANDING = "SELECT stage, count(*) FROM application GROUP BY stage"


async def load_passed(arrows: Sequence[Arrow], period: Period) -> Mapping[Arrow, Passed]:
    """Tell of each arrow who passed it in the period, and how long the newest `COUNTED` took.

    Where the life begins, there is no time.
    """
    begun = await Application.raw(_BEGUN, period.since, period.until)
    rows = await Passage.raw(
        _PASSED,
        *_named(each for each in arrows if each.before is not None),
        *(period.since, period.until) * 2,
    )
    found = {(row["before"], row["after"]): row for row in rows}
    found[None, Stage.INVITED] = {"count": begun[0]["count"], "times": None}
    return {each: _passed(found[each.before, each.after]) for each in arrows}


def _named(arrows: Iterable[Arrow]) -> tuple[list[str], list[str]]:
    pairs = [(str(each.before), each.after.value) for each in arrows]
    return [before for before, _ in pairs], [after for _, after in pairs]


def _passed(row: Mapping[str, Any]) -> Passed:
    return Passed(row["count"], *(row["times"] or (None, None)))


async def load_standing() -> Mapping[Stage, int]:
    """Count the applications that are at each stage which is written, closed ones too."""
    rows = await Application.raw(_STANDING)
    found = {row["stage"]: row["count"] for row in rows}
    return {stage: found.get(stage, 0) for stage in Stage if stage.waits or stage.closed}
