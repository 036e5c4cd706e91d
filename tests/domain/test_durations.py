from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.business_calendar import JST
from domain.durations import Duration, Unit, parse_durations

UNITS: list[Unit] = ["s", "m", "h", "d", "bd"]
THURSDAY = datetime(2026, 12, 3, 15, 30, tzinfo=JST)


@given(st.integers(0, 999_999), st.sampled_from(UNITS))
def test_a_duration_is_written_as_it_was_read(amount: int, unit: Unit) -> None:
    assert Duration.parse(str(Duration(amount, unit))) == Duration(amount, unit)


@pytest.mark.parametrize("text", ["", "10", "d", "10 days", "-1d", "1.5h", "１０d", "10D"])
def test_a_wrong_duration_is_answered_with_a_right_one(text: str) -> None:
    with pytest.raises(ValueError, match="such as 10d"):
        Duration.parse(text)


def test_several_durations_are_separated_by_commas() -> None:
    days = (Duration(3, "bd"), Duration(7, "bd"), Duration(14, "bd"))
    assert parse_durations("3bd, 7bd,14bd") == days


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("72h", timedelta(hours=72)),
        ("10d", timedelta(days=10)),
    ],
)
def test_calendar_units_are_exact_lengths(text: str, length: timedelta) -> None:
    assert Duration.parse(text).after(THURSDAY) == THURSDAY + length
    assert Duration.parse(text).before(THURSDAY) == THURSDAY - length


def test_business_days_skip_the_weekend_both_ways() -> None:
    assert Duration.parse("3bd").after(THURSDAY) == datetime(2026, 12, 8, 15, 30, tzinfo=JST)
    assert Duration.parse("4bd").before(THURSDAY) == datetime(2026, 11, 27, 15, 30, tzinfo=JST)
