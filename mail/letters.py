"""Every mail there is: one class, and one folder of templates with the name of its `kind`."""

from typing import get_args

from db.enrolment.mail_facts import MailFacts
from domain.mail_kinds import Audience, MailKind
from mail.address_letters import AddressCorrected, AddressReplaced
from mail.alert_letters import (
    AlertDispute,
    AlertDone,
    AlertNoTrade,
    AlertRevocation,
    AlertScreening,
    AlertSilence,
    AlertSuspended,
)
from mail.applicant_letters import (
    Invitation,
    InvitationReminder,
    Receipt,
    Welcome,
    WholesalerAnswer,
)
from mail.contact_letters import (
    ApprovalLapsed,
    ApprovalReminder,
    ApprovalRequest,
    ApprovalResend,
    ApprovalWithdrawn,
    DecisionReceipt,
    HandOverReceipt,
    IssueRevoked,
    OpenRequests,
)
from mail.correction_letters import Declined, Returned, Undeliverable
from mail.ending_letters import Lapsed, TurnedDown, Uncorrected, Withdrawn
from mail.links import Links

ToTheApplicant = (
    Invitation
    | InvitationReminder
    | WholesalerAnswer
    | Receipt
    | Welcome
    | Returned
    | Declined
    | Undeliverable
    | TurnedDown
    | Lapsed
    | Uncorrected
    | Withdrawn
    | AddressCorrected
    | AddressReplaced
)
ToTheContact = (
    ApprovalRequest
    | ApprovalReminder
    | ApprovalResend
    | ApprovalWithdrawn
    | ApprovalLapsed
    | HandOverReceipt
    | DecisionReceipt
    | IssueRevoked
    | OpenRequests
)
ToAdministrators = (
    AlertScreening
    | AlertNoTrade
    | AlertDispute
    | AlertSuspended
    | AlertRevocation
    | AlertSilence
    | AlertDone
)
Letter = ToTheApplicant | ToTheContact | ToAdministrators

LETTERS: dict[str, type[Letter]] = {letter.kind: letter for letter in get_args(Letter)}


def language_of(kind: str, facts: MailFacts) -> str:
    """In which language a mail goes: to the applicant in the application's, else in Japanese."""
    return facts.language if MailKind(kind).audience is Audience.APPLICANT else "ja"


async def letter_for(kind: str, facts: MailFacts, links: Links) -> Letter:
    """Put together what a mail of this kind says.

    Raises `LookupError` for an unknown kind, and where a link or fact it needs does not exist.
    """
    return await LETTERS[kind].about(facts, links)
