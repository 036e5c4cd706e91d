"""What an enrolment workflow is told: its start and its signals; ids and choices only."""

from dataclasses import dataclass

from domain.policy import Policy
from domain.stages import Choice


@dataclass(frozen=True)
class StartEnrolment:
    """Begin, or begin again, the life of one application, wherever its facts stand."""

    application_number: str
    policy: Policy


@dataclass(frozen=True)
class AddressVerified:
    """The owner of the address pressed 「加入申請を始める」."""


@dataclass(frozen=True)
class LinkRenewed:
    """A new link was asked for: the old one is void and the deadline has moved."""


@dataclass(frozen=True)
class FormSubmitted:
    """The form was submitted, as this revision."""

    revision: int


@dataclass(frozen=True)
class DecisionMade:
    """The wholesaler's contact decided about this revision of the form."""

    revision: int
    choice: Choice


# The name of each signal, as the outbox keeps it.
SIGNALS = {
    "address_verified": AddressVerified,
    "link_renewed": LinkRenewed,
    "form_submitted": FormSubmitted,
    "decision_made": DecisionMade,
}
