"""Lengths of time as settings write them: `90s`, `30m`, `72h`, `10d`, and `3bd` (business days)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Self, cast

from domain.business_calendar import add_business_days

Unit = Literal["s", "m", "h", "d", "bd"]

_PATTERN = re.compile(r"([0-9]{1,6})(s|m|h|d|bd)")
_CALENDAR_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}


@dataclass(frozen=True)
class Duration:
    """A length of time; `d` are days of 24 hours, `bd` business days of the Japanese calendar."""

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a duration such as `10d`; raises `ValueError` with a right example."""
        match = _PATTERN.fullmatch(text.strip())
        if match is None:
            raise ValueError(
                f"{text!r} is no duration; give a number and one of s m h d bd, such as 10d"
            )
        return cls(int(match[1]), cast("Unit", match[2]))

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"

    @property
    def is_in_days(self) -> bool:
        """Whether it counts days, of either kind."""
        return self.unit in {"d", "bd"}

    def after(self, at: datetime) -> datetime:
        """Return the moment this long after `at`, business days in business hours."""
        if self.unit == "bd":
            return add_business_days(at, self.amount)
        return at + self.amount * _CALENDAR_UNITS[self.unit]

    def before(self, at: datetime) -> datetime:
        """Return the moment this long before `at`, business days in business hours."""
        if self.unit == "bd":
            return add_business_days(at, -self.amount)
        return at - self.amount * _CALENDAR_UNITS[self.unit]


def parse_durations(text: str) -> tuple[Duration, ...]:
    """Read durations separated by commas, such as `3bd,7bd,14bd`; raises `ValueError`."""
    return tuple(Duration.parse(part) for part in text.split(","))
