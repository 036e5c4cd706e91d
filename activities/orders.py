"""What workflows and activities tell each other; ids, choices and durations, nothing personal."""

from dataclasses import dataclass
from datetime import datetime

from domain.enrolment.policy import Policy


@dataclass(frozen=True)
class StepOrder:
    """Do the step for this application, by the durations it started with."""

    application_number: str
    policy: Policy


@dataclass(frozen=True)
class TimeOrder:
    """Do for this application what is due at `until` (UTC)."""

    application_number: str
    until: datetime


@dataclass(frozen=True)
class CompanyOrder:
    """Do for this change or 解約, by its number, what is due at `at` (UTC)."""

    number: int
    at: datetime


@dataclass(frozen=True)
class MailOrder:
    """Send these mails of one application that are due at the same moment."""

    application_number: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class LetterOrder:
    """Send the next mails of a process to members, at most so many."""

    process: str
    most: int


@dataclass(frozen=True)
class MailReport:
    """What the mail server took, and what it refused for good."""

    sent: tuple[str, ...]
    refused: tuple[str, ...]


STEP_FAILING = "step_failing"
"""The signal by which a worker tells a workflow of `StepFailing`."""


@dataclass(frozen=True)
class StepFailing:
    """An activity fails again and again: its type, the error's name and code, since when (UTC)."""

    step: str
    error: str
    since: datetime
