"""What the processes about a company need to know of its facts; nothing personal in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.durations import Duration

BETWEEN_ALERTS = Duration(3, "bd")
"""So long after an alert without a decision the administrators are alerted again."""

REMINDER_BEFORE = timedelta(days=7)
"""So long before its accounts end a company is reminded, if the wait is longer than that."""


class ChangeChoice(StrEnum):
    """What became of a request to change the name or the JAN maker code."""

    APPROVE = "approve"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class ChangeStanding:
    """Where a request for a change stands.

    `next_alert`: when the administrators are to be alerted again while it is undecided, UTC.
    `closed`: all that follows from the decision was done. `mails_due`: keys, oldest first.
    """

    company_name: str
    choice: ChangeChoice | None
    closed: bool
    next_alert: datetime
    mails_due: tuple[str, ...]


class CancellationStage(StrEnum):
    """Where the 解約 of a company is."""

    WAITING = "waiting"
    UNDONE = "undone"
    ENDED = "ended"


@dataclass(frozen=True)
class CancellationStanding:
    """Where the 解約 of a company stands.

    `ends_at`: until when it can be undone, UTC. `reminder_at`: when the reminder is due, UTC;
    None when it was queued, or the whole wait is shorter. `mails_due`: keys, oldest first.
    """

    company_name: str
    stage: CancellationStage
    ends_at: datetime
    reminder_at: datetime | None
    mails_due: tuple[str, ...]
