"""How long each wait of an application lasts."""

from dataclasses import dataclass

from domain.durations import Duration


@dataclass(frozen=True)
class Policy:
    """The durations of product.md, "Fixed names"; frozen into an application when it starts."""

    link_lifetime: Duration
    link_reminder_before: Duration
    approval_reminders: tuple[Duration, ...]
    approval_alert: Duration
    approval_lifetime: Duration
