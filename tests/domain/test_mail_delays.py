"""When a mail is late, and whether anybody is to hear of it."""

from datetime import timedelta

import pytest

from domain.mail_delays import is_worth_telling

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
