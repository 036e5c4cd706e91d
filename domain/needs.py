"""What needs a person: a case that somebody has to decide, or a process that does not go on."""

from dataclasses import dataclass
from enum import StrEnum


class TroubleKind(StrEnum):
    """What is wrong; the values are kept in the database."""

    NEWS_UNDELIVERABLE = "news_undeliverable"
    """News in the outbox that Temporal cannot be brought, whatever is up or down."""

    STEP_FAILING = "step_failing"
    """A step of a workflow that fails each time it is tried."""

    WORKFLOW_MISSING = "workflow_missing"
    """A process is open, and no workflow runs for it."""


class Need(StrEnum):
    """Why a person is needed."""

    STOPPED = "stopped"
    """Something is wrong with the service itself, and a process does not go on."""

    REVIEW = "review"
    """An application is under review."""

    MAIL = "mail"
    """A mail that somebody waits for was refused or came back."""

    SILENCE = "silence"
    """The wholesaler's contact did not answer until the alert."""

    SUSPENSION = "suspension"
    """Nobody has dealt with a 「心当たりがない」, which may have suspended a company (S27)."""

    WHOLESALER = "wholesaler"
    """An applicant misses a wholesaler in the form, or a contact of one."""

    CHANGE = "change"
    """A company asks for another name or JAN code."""

    ACCESS = "access"
    """A change of who gets in waits for another administrator: nobody could be told (S48)."""


@dataclass(frozen=True)
class OpenCase:
    """What a person is needed for, and why: kinds, causes and findings, as codes."""

    need: Need
    details: tuple[str, ...] = ()
