"""When a mail is late, and whether anybody is to hear of it."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.mail_delays import GIVEN_UP_AFTER, is_late, is_worth_telling

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("lifetime", "too_little"),
    [(10 * DAY, timedelta(minutes=10)), (timedelta(minutes=100), timedelta(minutes=1))],
)
def test_ten_minutes_are_not_worth_telling_nor_a_hundredth_of_the_time(
    lifetime: timedelta, too_little: timedelta
) -> None:
    assert not is_worth_telling(too_little, lifetime)
    assert is_worth_telling(too_little + SECOND, lifetime)


@pytest.mark.parametrize(
    ("lifetime", "no_matter"),
    [(10 * DAY, timedelta(minutes=1)), (timedelta(minutes=500), 30 * SECOND)],
)
def test_a_minute_is_not_late_nor_a_thousandth_of_the_time(
    lifetime: timedelta, no_matter: timedelta
) -> None:
    queued_at = datetime(2026, 12, 1, tzinfo=UTC)
    assert not is_late(queued_at, lifetime, queued_at + no_matter)
    assert is_late(queued_at, lifetime, queued_at + no_matter + SECOND / 1000)
    assert is_late(queued_at, lifetime, queued_at + GIVEN_UP_AFTER - SECOND)
    assert not is_late(queued_at, lifetime, queued_at + GIVEN_UP_AFTER)
