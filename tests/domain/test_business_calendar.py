from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.business_calendar import (
    DIGEST_AT,
    JST,
    add_business_days,
    end_of_business_day,
    format_jst,
    is_business_day,
    is_helpdesk_open,
    is_over_for_today,
    next_digest,
    next_opening,
)

# Cabinet Office, 国民の祝日について.
HOLIDAYS_ON_WEEKDAYS = [
    date(2026, 1, 12),
    date(2026, 2, 11),
    date(2026, 2, 23),
    date(2026, 3, 20),
    date(2026, 4, 29),
    date(2026, 5, 4),
    date(2026, 5, 5),
    date(2026, 5, 6),
    date(2026, 7, 20),
    date(2026, 8, 11),
    date(2026, 9, 21),
    date(2026, 9, 22),
    date(2026, 9, 23),
    date(2026, 10, 12),
    date(2026, 11, 3),
    date(2026, 11, 23),
    date(2027, 1, 1),
    date(2027, 3, 22),
]
MOMENTS = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 -- hypothesis wants naive limits and adds the zone
    datetime(2060, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, JST]),
)


def jst(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=JST)


@pytest.mark.parametrize("day", HOLIDAYS_ON_WEEKDAYS)
def test_a_public_holiday_is_no_business_day(day: date) -> None:
    assert day.weekday() < 5
    assert not is_business_day(day)


def test_the_weekdays_of_a_whole_year_are_business_days_but_for_holidays_and_year_end() -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    closed = {day for day in days if day.weekday() < 5 and not is_business_day(day)}
    holidays = {day for day in HOLIDAYS_ON_WEEKDAYS if day.year == 2026}
    year_end = {date(2026, 1, 1), date(2026, 1, 2)}
    assert closed == holidays | year_end | {date(2026, 12, day) for day in (29, 30, 31)}


def test_the_third_of_january_is_no_business_day_where_it_is_a_weekday() -> None:
    assert date(2028, 1, 3).weekday() < 5
    assert not is_business_day(date(2028, 1, 3))
    assert is_business_day(date(2028, 1, 4))


def test_weekends_are_no_business_days() -> None:
    assert not is_business_day(date(2026, 11, 21))
    assert not is_business_day(date(2026, 11, 22))


@pytest.mark.parametrize("year", [1, 1948, 3001, 9999])
def test_a_year_without_holiday_data_is_refused_in_words(year: int) -> None:
    with pytest.raises(ValueError, match=f"no holiday data for {year}"):
        is_business_day(date(year, 6, 1))


def test_the_first_and_the_last_year_with_holiday_data_are_known() -> None:
    assert is_business_day(date(1949, 1, 4))
    assert is_business_day(date(3000, 6, 2))


@pytest.mark.parametrize(
    ("hour", "minute", "is_open"),
    [
        (8, 59, False),
        (9, 0, True),
        (11, 59, True),
        (12, 0, False),
        (12, 59, False),
        (13, 0, True),
        (16, 59, True),
        (17, 0, False),
    ],
)
def test_the_helpdesk_answers_in_its_hours(hour: int, minute: int, *, is_open: bool) -> None:
    assert is_helpdesk_open(jst(12, 2, hour, minute)) is is_open


def test_the_helpdesk_is_closed_on_a_holiday_whatever_the_hour_in_another_zone() -> None:
    assert not is_helpdesk_open(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
    assert is_helpdesk_open(datetime(2026, 11, 24, 0, 30, tzinfo=UTC))


def test_business_days_skip_the_weekend_and_a_holiday() -> None:
    assert add_business_days(jst(11, 20, 10), 1) == jst(11, 24, 10)


def test_business_days_skip_the_turn_of_the_year() -> None:
    after = add_business_days(jst(12, 28, 10), 1)
    assert after == datetime(2027, 1, 4, 10, tzinfo=JST)
    assert add_business_days(after, -1) == jst(12, 28, 10)


@pytest.mark.parametrize(
    ("typed", "moved"), [((20, 4), (17, 0)), ((3, 0), (9, 0)), ((9, 1), (9, 1))]
)
def test_a_time_outside_business_hours_moves_into_them(
    typed: tuple[int, int], moved: tuple[int, int]
) -> None:
    assert add_business_days(jst(12, 1, *typed), 3) == jst(12, 4, *moved)


def test_no_business_days_after_a_sunday_is_the_next_business_day() -> None:
    assert add_business_days(jst(11, 22, 10), 0) == jst(11, 24, 10)
    assert add_business_days(jst(12, 2, 10), 0) == jst(12, 2, 10)


@given(MOMENTS)
def test_a_business_day_ends_at_18_on_the_first_that_is_not_over(at: datetime) -> None:
    end = end_of_business_day(at)
    assert is_business_day(end.date())
    assert (end.hour, end.minute, end.tzinfo) == (18, 0, JST)
    assert timedelta(0) <= end - at < timedelta(days=12)
    assert end_of_business_day(end - timedelta(seconds=1)) == end == end_of_business_day(end)


def test_after_18_the_business_day_that_ends_next_is_the_next_one() -> None:
    assert end_of_business_day(jst(11, 26, 19)) == jst(11, 27, 18)
    assert end_of_business_day(jst(11, 27, 19)) == jst(11, 30, 18)
    assert end_of_business_day(jst(11, 2, 19)) == jst(11, 4, 18)


@given(MOMENTS, st.integers(-30, 30))
def test_the_result_is_always_in_business_hours(at: datetime, days: int) -> None:
    moved = add_business_days(at, days)
    assert is_business_day(moved.date())
    assert 9 * 60 <= moved.hour * 60 + moved.minute <= 17 * 60
    assert moved.utcoffset() == timedelta(hours=9)


@given(MOMENTS, st.integers(0, 30))
def test_so_many_business_days_lie_between(at: datetime, days: int) -> None:
    first = at.astimezone(JST).date()
    last = add_business_days(at, days).date()
    passed = [first + timedelta(days=step) for step in range(1, (last - first).days + 1)]
    counted = sum(is_business_day(day) for day in passed)
    assert counted == days + (days == 0 and not is_business_day(first))


def test_a_deadline_is_written_in_japanese_with_its_weekday() -> None:
    assert format_jst(jst(12, 2, 20, 4)) == "2026年12月2日(水) 20:04"


def test_a_deadline_is_written_in_english_too() -> None:
    at = datetime(2026, 12, 2, 11, 4, tzinfo=UTC)
    assert format_jst(at, "en") == "Wed, 2 December 2026, 20:04 JST"


def test_a_moment_without_its_zone_is_refused() -> None:
    naive = datetime(2026, 12, 2, 20, 4)  # noqa: DTZ001 -- what is refused
    with pytest.raises(ValueError, match="time zone"):
        format_jst(naive)
    with pytest.raises(ValueError, match="time zone"):
        is_helpdesk_open(naive)
    with pytest.raises(ValueError, match="time zone"):
        add_business_days(naive, 1)


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        (jst(11, 27, 8), jst(11, 27, 9)),
        (jst(11, 27, 10), None),
        (jst(11, 27, 12, 30), jst(11, 27, 13)),
        (jst(11, 26, 18), jst(11, 27, 9)),
        (jst(11, 27, 18), jst(11, 30, 9)),
        (jst(11, 28, 8), jst(11, 30, 9)),
        (jst(11, 28, 12, 30), jst(11, 30, 9)),
        (jst(11, 20, 18), jst(11, 24, 9)),
    ],
)
def test_the_helpdesk_opens_next_in_the_morning_or_after_lunch(
    at: datetime, opening: datetime | None
) -> None:
    assert next_opening(at) == opening


@pytest.mark.parametrize(
    ("at", "digest"),
    [
        (jst(11, 27, 0), jst(11, 27, 0).replace(hour=DIGEST_AT.hour, minute=DIGEST_AT.minute)),
        (jst(11, 27, 23), jst(11, 30, 0).replace(hour=DIGEST_AT.hour, minute=DIGEST_AT.minute)),
        (jst(11, 28, 0), jst(11, 30, 0).replace(hour=DIGEST_AT.hour, minute=DIGEST_AT.minute)),
    ],
)
def test_the_list_of_what_waits_goes_on_business_mornings(at: datetime, digest: datetime) -> None:
    assert next_digest(at) == digest
    assert next_digest(digest) > digest


@pytest.mark.parametrize(
    ("at", "over"),
    [
        (jst(11, 27, 8), False),
        (jst(11, 27, 16, 59), False),
        (jst(11, 27, 17), True),
        (jst(11, 28, 8), True),
    ],
)
def test_work_is_over_after_closing_time_and_on_days_off(at: datetime, *, over: bool) -> None:
    assert is_over_for_today(at) is over
