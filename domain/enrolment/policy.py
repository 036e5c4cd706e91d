"""How long each wait of an application lasts."""

from dataclasses import dataclass

from domain.durations import Duration


@dataclass(frozen=True)
class Policy:
    """The durations of product.md, "Fixed names"; frozen into a process when it starts.

    `mails_per_minute`: how fast one process sends its mails to members, at most.
    """

    link_lifetime: Duration
    link_reminder_before: Duration
    approval_reminders: tuple[Duration, ...]
    approval_alert: Duration
    approval_lifetime: Duration
    mails_per_minute: int = 300


@dataclass(frozen=True)
class PurgePolicy:
    """How long what is over is kept (security.md S43).

    `unfinished_after`: applications, after they expired. `closed_after`: those declined,
    withdrawn or lapsed, and the records of logins. `ended_companies_after`: companies, after
    their 解約.
    """

    unfinished_after: Duration
    closed_after: Duration
    ended_companies_after: Duration
