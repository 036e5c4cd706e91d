"""Days as people type them, as moments in JST."""

from datetime import datetime, timedelta

from domain.console.deadlines import accept_last_day


def accept_beginning(text: str) -> datetime:
    """Return the first moment of a day typed as `2026-12-31`; raises `InvalidInput`."""
    return accept_last_day(text).replace(hour=0, minute=0)


def accept_end(text: str) -> datetime:
    """Return the moment after a day typed as `2026-12-31`; raises `InvalidInput`."""
    return accept_last_day(text) + timedelta(minutes=1)
