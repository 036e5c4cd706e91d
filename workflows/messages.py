"""What workflows are told: starts and signals; ids and choices only."""

from dataclasses import dataclass
from datetime import datetime

from domain.enrolment.policy import Policy
from domain.enrolment.stages import Choice, Stage


@dataclass(frozen=True)
class Carried:
    """What a workflow that goes on in a new history shows of the one before; nothing it acts by.

    `shown_since`: the stage, and when the application came to it, UTC.
    """

    address_verified: bool = False
    refused_mails: tuple[str, ...] = ()
    shown_since: tuple[Stage, datetime] | None = None


@dataclass(frozen=True)
class StartEnrolment:
    """Begin, or begin again, the life of one application, wherever its facts stand."""

    application_number: str
    policy: Policy
    carried: Carried | None = None


@dataclass(frozen=True)
class StartAftermath:
    """See to what comes after an application's life: mails, and cases for a person to close."""

    application_number: str
    policy: Policy


@dataclass(frozen=True)
class StartLateMails:
    """Send the mails that fell due after an application's life was over."""

    application_number: str
    policy: Policy


@dataclass(frozen=True)
class StartCorrespondence:
    """Send the mails of a process to members, at most so many a minute.

    `about`: the names of their kinds; empty in histories of before it was there.
    """

    process: str
    mails_per_minute: int
    about: str = ""


@dataclass(frozen=True)
class AddressVerified:
    """The owner of the address pressed 「加入申請を始める」."""


@dataclass(frozen=True)
class LinkRenewed:
    """The deadline has moved: a new link was asked for, or a mail went late."""


@dataclass(frozen=True)
class FormSubmitted:
    """The form was submitted, corrected or given another contact, as this revision."""

    revision: int


@dataclass(frozen=True)
class ContactDecided:
    """The wholesaler's contact decided about this revision of the form."""

    revision: int
    choice: Choice


@dataclass(frozen=True)
class ReviewDecided:
    """An administrator decided about an application under review."""

    review: int


@dataclass(frozen=True)
class ResendRequested:
    """The applicant wants the request to the contact mailed again."""


@dataclass(frozen=True)
class Withdrawn:
    """The applicant withdrew the application."""


@dataclass(frozen=True)
class Disputed:
    """The mailbox that decided about this revision says that it did not."""

    revision: int


@dataclass(frozen=True)
class MailBounced:
    """A mail that was sent came back."""

    key: str


@dataclass(frozen=True)
class AdministratorActed:
    """An administrator did something to the application; `act` is its number in the console."""

    act: int


@dataclass(frozen=True)
class NeedChanged:
    """A person is needed, or is needed no more, by what somebody did."""


# The name of each signal, as the outbox keeps it.
SIGNALS = {
    "address_verified": AddressVerified,
    "link_renewed": LinkRenewed,
    "form_submitted": FormSubmitted,
    "decision_made": ContactDecided,
    "review_decided": ReviewDecided,
    "resend_requested": ResendRequested,
    "withdrawn": Withdrawn,
    "disputed": Disputed,
    "mail_bounced": MailBounced,
    "administrator_acted": AdministratorActed,
    "need_changed": NeedChanged,
}
