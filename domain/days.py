"""Days as people type them, as moments in JST."""

import re
from datetime import date, datetime, time, timedelta

from domain.business_calendar import JST, format_jst
from domain.text import InvalidInput, fold_width


def accept_beginning(text: str) -> datetime:
    """Return the first moment of a day typed as `2026-12-31`; raises `InvalidInput`."""
    return accept_last_day(text).replace(hour=0, minute=0)


def accept_end(text: str) -> datetime:
    """Return the moment after a day typed as `2026-12-31`; raises `InvalidInput`."""
    return accept_last_day(text) + timedelta(minutes=1)


MOST_DAYS_AHEAD = 60
"""How many days from today a deadline may be moved, at most."""

_LAST_MINUTE = time(23, 59)


def accept_last_day(text: str) -> datetime:
    """Return the last minute, in JST, of a day typed as `2026-12-31`; raises `InvalidInput`."""
    typed = fold_width(text).replace("/", "-")
    parts = re.fullmatch("([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", typed)
    try:
        day = date(*map(int, parts.groups())) if parts else None
    except ValueError:
        day = None
    # No other year is meant; and what is near the ends of the calendar is no moment in UTC.
    if day is None or not 1900 <= day.year < 3000:
        raise InvalidInput("日付を「2026-12-31」のように入力してください。")
    return datetime.combine(day, _LAST_MINUTE, JST)


def refuse_unless_later(new: datetime, present: datetime, now: datetime) -> None:
    """Raise `InvalidInput` unless a deadline moves on, and to the 60th day from today at most."""
    farthest = now.astimezone(JST).date() + timedelta(days=MOST_DAYS_AHEAD)
    if new.astimezone(JST).date() > farthest:
        raise InvalidInput(
            "期限は{most}日先（{farthest}）までの日を入力してください。",
            most=MOST_DAYS_AHEAD,
            farthest=farthest.isoformat(),
        )
    if new <= max(present, now):
        raise InvalidInput(
            "現在の期限（{present}）より後の日を入力してください。", present=format_jst(present)
        )
