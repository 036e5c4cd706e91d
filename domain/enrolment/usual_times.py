"""How long something usually takes, in figures that are true and words that are not too fine."""

from dataclasses import dataclass
from datetime import timedelta

LEAST_CASES = 11
"""Of ten cases or fewer nothing is said: the figure would be of single people."""

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class UsualTime:
    """Of `cases` cases, half took no longer than `half`, nine of ten no longer than `most`.

    `general`: of all there are, where the one that is asked about had too few.
    """

    half: timedelta
    most: timedelta
    cases: int
    general: bool


def whole_units(span: timedelta) -> tuple[int, str]:
    """A span in whole hours up to two days, in whole days beyond; never less than it is.

    The unit is `hours` or `days`.
    """
    if span <= 2 * _DAY:
        return max(1, -(-span // _HOUR)), "hours"
    return -(-span // _DAY), "days"


def in_japanese(span: timedelta) -> str:
    """Write a span as mails and pages do, such as 3時間 or 5日."""
    count, unit = whole_units(span)
    return f"{count}時間" if unit == "hours" else f"{count}日"


def in_english(span: timedelta) -> str:
    """Write a span in English, such as 3 hours or 5 days."""
    count, unit = whole_units(span)
    return f"{count} {unit if count > 1 else unit.removesuffix('s')}"
