"""When offices in Japan work: business days, helpdesk hours, and dates as people read them.

The helpdesk's hours (facts.md, "Business days"): Monday to Friday, 9:00-12:00 and 13:00-17:00,
closed on public holidays and over the year's end.
"""

from datetime import date, datetime, time, timedelta, timezone

import jpholiday

JST = timezone(timedelta(hours=9), "JST")

# The Act on National Holidays is of July 1948, and jpholiday computes equinoxes up to 3000.
_FIRST_YEAR, _LAST_YEAR = 1949, 3000
# 1 January between them is a public holiday.
_YEAR_END = frozenset({(12, 29), (12, 30), (12, 31), (1, 2), (1, 3)})
_OPENING, _CLOSING = time(9), time(17)
_EVENING = time(18)
DIGEST_AT = time(8, 45)
"""When the helpdesk's digest goes, on business days."""
_LUNCH_FROM, _LUNCH_TO = time(12), time(13)
_WEEKDAYS_JA = "月火水木金土日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def is_business_day(day: date) -> bool:
    """Tell whether `day` is Monday to Friday, no public holiday, and not 29 December to 3 January.

    Raises `ValueError` for years whose holidays are not known.
    """
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"no holiday data for {day.year}; known are {_FIRST_YEAR} to {_LAST_YEAR}")
    if day.weekday() >= 5 or (day.month, day.day) in _YEAR_END:
        return False
    return not jpholiday.is_holiday(day)


def is_helpdesk_open(at: datetime) -> bool:
    """Tell whether somebody answers the helpdesk's telephone at this moment."""
    local = _in_jst(at)
    if not is_business_day(local.date()) or not _OPENING <= local.time() < _CLOSING:
        return False
    return not _LUNCH_FROM <= local.time() < _LUNCH_TO


def next_opening(at: datetime) -> datetime | None:
    """Tell when the helpdesk opens next, in JST; None while it is open."""
    if is_helpdesk_open(at):
        return None
    local = _in_jst(at)
    for opening in (_OPENING, _LUNCH_TO):
        if is_business_day(local.date()) and local.time() < opening:
            return datetime.combine(local.date(), opening, JST)
    return next_business_morning(at)


def next_business_morning(at: datetime, hour: time = _OPENING) -> datetime:
    """Give the hour in the morning of the next business day after the day of `at`, in JST."""
    day = _in_jst(at).date() + timedelta(days=1)
    while not is_business_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, hour, JST)


def next_digest(at: datetime) -> datetime:
    """Tell when the operator's people next get the list of what waits for them, in JST."""
    local = _in_jst(at)
    if is_business_day(local.date()) and local.time() < DIGEST_AT:
        return datetime.combine(local.date(), DIGEST_AT, JST)
    return next_business_morning(at, DIGEST_AT)


def end_of_business_day(at: datetime) -> datetime:
    """Give the first 18:00 of a business day that is not before `at`, in JST."""
    local = _in_jst(at)
    day = local.date() if local.time() <= _EVENING else local.date() + timedelta(days=1)
    while not is_business_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, _EVENING, JST)


def is_over_for_today(at: datetime) -> bool:
    """Tell whether offices do no more work on this day: a day off, or after closing time."""
    local = _in_jst(at)
    return not is_business_day(local.date()) or local.time() >= _CLOSING


def add_business_days(at: datetime, days: int) -> datetime:
    """Return the moment `days` business days after `at` (before it, if negative), in JST.

    The time of day stays where it lies between 9:00 and 17:00, else the nearer of the two is
    taken. With 0 days, a moment on a day off moves to the next business day.
    """
    local = _in_jst(at)
    step = timedelta(days=-1 if days < 0 else 1)
    day = local.date()
    left = abs(days)
    while left or not is_business_day(day):
        day += step
        if left and is_business_day(day):
            left -= 1
    return datetime.combine(day, min(max(local.time(), _OPENING), _CLOSING), JST)


def format_jst(at: datetime, language: str = "ja") -> str:
    """Return a deadline as pages and mails show it, to the minute, with the weekday (ux 18).

    English for `en`, Japanese otherwise: `2026年12月2日(水) 20:04`,
    `Wed, 2 December 2026, 20:04 JST`.
    """
    day, hour = format_jst_day(at, language), f"{_in_jst(at):%H:%M}"
    return f"{day}, {hour} JST" if language == "en" else f"{day} {hour}"


def format_jst_day(at: datetime, language: str = "ja") -> str:
    """Return the day in Japan as pages and mails show it: `2026年12月2日(水)`, or in English."""
    local = _in_jst(at)
    if language == "en":
        day = f"{_WEEKDAYS_EN[local.weekday()]}, {local.day} {_MONTHS_EN[local.month - 1]}"
        return f"{day} {local.year}"
    weekday = _WEEKDAYS_JA[local.weekday()]
    return f"{local.year}年{local.month}月{local.day}日({weekday})"


def _in_jst(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("a moment needs its time zone; give an aware datetime")
    return at.astimezone(JST)
