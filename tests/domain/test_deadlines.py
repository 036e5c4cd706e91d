"""Deadlines that people name by their last day."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.business_calendar import JST
from domain.days import accept_beginning, accept_end, accept_last_day, refuse_unless_later
from domain.text import InvalidInput

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)  # 23 November in Japan
SOON = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed", ["2026-12-31", "2026/12/31", "２０２６－１２－３１", " 2026-12-31 "]
)
def test_a_day_lasts_until_its_last_minute_in_japan(typed: str) -> None:
    assert accept_last_day(typed) == datetime(2026, 12, 31, 23, 59, tzinfo=JST)


@pytest.mark.parametrize(
    "typed", ["", "明日", "2026-02-30", "2026-13-01", "12-31", "2026-12-31\n1"]
)
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        accept_last_day(typed)


def test_the_60th_day_of_japan_is_the_last() -> None:
    refuse_unless_later(accept_last_day("2027-01-22"), SOON, NOW)
    with pytest.raises(InvalidInput, match="2027-01-22"):
        refuse_unless_later(accept_last_day("2027-01-23"), SOON, NOW)


def test_it_must_move_on() -> None:
    refuse_unless_later(SOON + timedelta(minutes=1), SOON, NOW)
    for same_or_earlier in (SOON, NOW + timedelta(hours=1)):
        with pytest.raises(InvalidInput, match="より後の日"):
            refuse_unless_later(same_or_earlier, SOON, NOW)


def test_what_is_over_is_no_new_deadline() -> None:
    past = NOW - timedelta(days=2)
    with pytest.raises(InvalidInput):
        refuse_unless_later(NOW - timedelta(days=1), past, NOW)


def test_an_end_is_the_moment_after_its_day() -> None:
    assert accept_end("2026-12-31") == datetime(2027, 1, 1, tzinfo=JST)


def test_a_beginning_is_the_first_moment_of_its_day() -> None:
    assert accept_beginning("2026-12-31") == datetime(2026, 12, 31, tzinfo=JST)


@pytest.mark.parametrize(
    ("last", "beyond"), [("1900-01-01", "1899-12-31"), ("2999-12-31", "3000-01-01")]
)
def test_no_day_of_another_age_is_meant(last: str, beyond: str) -> None:
    assert accept_last_day(last)
    with pytest.raises(InvalidInput, match="2026-12-31"):
        accept_last_day(beyond)
