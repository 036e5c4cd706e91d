"""The clock of all programs; whoever takes a `clock` can be given another one."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The moment that it is, in UTC."""
    return datetime.now(UTC)
