"""Every mail there is: one class, and one folder of templates with the name of its `kind`."""

from typing import get_args

from db.mail_facts import MailFacts
from mail.applicant_letters import (
    Declined,
    Invitation,
    InvitationReminder,
    Lapsed,
    Receipt,
    Welcome,
)
from mail.contact_letters import ApprovalLapsed, ApprovalRequest, DecisionReceipt
from mail.links import Links

Letter = (
    Invitation
    | InvitationReminder
    | Receipt
    | ApprovalRequest
    | Welcome
    | DecisionReceipt
    | Declined
    | Lapsed
    | ApprovalLapsed
)

LETTERS: dict[str, type[Letter]] = {letter.kind: letter for letter in get_args(Letter)}


async def letter_for(kind: str, facts: MailFacts, links: Links) -> Letter:
    """Put together what a mail of this kind says.

    Raises `LookupError` for an unknown kind, and where a link or fact it needs does not exist.
    """
    return await LETTERS[kind].about(facts, links)
