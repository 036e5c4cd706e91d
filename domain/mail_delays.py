"""Times that a mail promises, such as the 10 days of an invitation, run from when the mail goes."""

from datetime import datetime, timedelta

GIVEN_UP_AFTER = timedelta(days=30)
"""How late a mail may be and still move its time: one that nobody takes for a month never goes."""

_A_MOMENT = timedelta(minutes=1)


def is_late(queued_at: datetime, lifetime: timedelta, now: datetime) -> bool:
    """Whether a mail goes so late that its time has to move on; not one that nobody took at all.

    A minute is no matter, nor a thousandth of the time where that is shorter.
    """
    return min(_A_MOMENT, lifetime / 1000) < now - queued_at < GIVEN_UP_AFTER


def is_worth_telling(moved: timedelta, lifetime: timedelta) -> bool:
    """Whether a workflow is to hear that its deadline moved.

    Otherwise it finds out when its timer fires: thousands of mails that are a few minutes late
    are not to be followed by as many signals.
    """
    return moved > min(10 * _A_MOMENT, lifetime / 100)
