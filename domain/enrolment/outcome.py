"""What the procedure can have recorded of an application: one outcome is one transaction."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import Literal

from domain.enrolment.stages import Part, ReturnCause, ReviewCause, Stage
from domain.mail_kinds import MailKind
from domain.tokens import Purpose

DueKind = Literal["reminder", "resend", "alert"]


class Recipient(Enum):
    """Whom a mail is for; the addresses are among the facts and the settings."""

    APPLICANT = "applicant"
    CONTACT = "contact"
    ADMINISTRATORS = "administrators"


class Numbered(StrEnum):
    """What a mail's number counts, where that is known only once it is recorded."""

    BY_REVIEW = "by_review"


@dataclass(frozen=True)
class NewMail:
    """A mail that is due; its kind and number are its key, so that no second one is queued.

    `number`: of the revision, the link or the review that it tells of. `nth`: tells mails of one
    kind and number apart, such as reminders.
    """

    kind: MailKind
    to: Recipient
    number: int | Numbered
    nth: int | None = None


@dataclass(frozen=True)
class NewLink:
    """A link that voids the older ones of its purpose; no `expires_at`: lasts as long as needed.

    `revision`: of the form that it is about, 0 for none in particular.
    """

    purpose: Purpose
    generation: int
    revision: int = 0
    expires_at: datetime | None = None


@dataclass(frozen=True)
class PlannedDue:
    """When a reminder or an alert of the wait that a link is for is due, UTC."""

    purpose: Purpose
    generation: int
    kind: DueKind
    nth: int
    due_at: datetime


@dataclass(frozen=True)
class FallenDue:
    """A reminder, resend or alert that fell due."""

    kind: DueKind
    nth: int
    generation: int


@dataclass(frozen=True)
class ReturnToApplicant:
    """Why an application goes back, and the parts of the form that are open."""

    cause: ReturnCause
    parts: tuple[Part, ...]
    reason: str


@dataclass(frozen=True)
class Outcome:
    """The next stage, and everything that comes with it.

    `deadline`: the end of the wait that begins, UTC; None where nothing is waited for.
    `calls_off`: kinds of mails that are not sent any more. `review`: an administrator has to look.
    `issues_ids`: the company and its first account begin.
    """

    stage: Stage
    deadline: datetime | None = None
    calls_off: tuple[MailKind, ...] = ()
    returns: ReturnToApplicant | None = None
    review: ReviewCause | None = None
    links: tuple[NewLink, ...] = ()
    dues: tuple[PlannedDue, ...] = ()
    mails: tuple[NewMail, ...] = ()
    issues_ids: bool = False


@dataclass(frozen=True)
class Extension:
    """The present wait ends later, and is reminded of anew; `lengthens`: worth telling anybody."""

    deadline: datetime
    dues: tuple[PlannedDue, ...]
    lengthens: bool
