"""What each mail to the wholesaler's contact (認証先卸担当者) needs."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from db.enrolment.mail_facts import MailFacts
from domain.enrolment.stages import Choice
from domain.mail_kinds import MailKind
from mail.harmless_text import Harmless, defuse
from mail.links import Links, SecretLink

_CHOICES = {
    Choice.APPROVE: "承認する",
    Choice.DECLINE: "承認しない",
    Choice.NO_TRADE: "取引がない",
}


@dataclass(frozen=True)
class Contact:
    """Whom the applicant named, as the salutation shows it."""

    wholesaler_name: Harmless
    department: Harmless
    name: Harmless

    @classmethod
    def of(cls, facts: MailFacts) -> Self:
        return cls(
            defuse(facts.wholesaler_name),
            defuse(facts.contact_department),
            defuse(facts.contact_name),
        )


@dataclass(frozen=True)
class Request:
    """Who asks to be vouched for."""

    application_number: str
    company_name: Harmless
    person_name: Harmless
    head_office: str
    jan_maker_code: str

    @classmethod
    def of(cls, facts: MailFacts) -> Self:
        return cls(
            application_number=facts.application_number,
            company_name=defuse(facts.company_name),
            person_name=defuse(facts.manager_name),
            head_office=facts.head_office,
            jan_maker_code=facts.jan_maker_code,
        )


@dataclass(frozen=True)
class ApprovalRequest:
    """One link to one decision."""

    kind: ClassVar = MailKind.APPROVAL_REQUEST
    contact: Contact
    request: Request
    link: SecretLink

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(Contact.of(facts), Request.of(facts), await links.approval())


@dataclass(frozen=True)
class ApprovalReminder(ApprovalRequest):
    """The same link once more, for nobody has decided."""

    kind: ClassVar = MailKind.APPROVAL_REMINDER


@dataclass(frozen=True)
class ApprovalResend(ApprovalRequest):
    """The same link once more, for the applicant asked for it."""

    kind: ClassVar = MailKind.APPROVAL_RESEND


@dataclass(frozen=True)
class OpenRequests:
    """The link to all that waits for the mailbox, for somebody asked for it there."""

    kind: ClassVar = MailKind.OPEN_REQUESTS
    contact: Contact
    link: SecretLink

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(Contact.of(facts), await links.requests())


@dataclass(frozen=True)
class DecisionReceipt:
    """What was decided and when, so that a decision nobody made is noticed (S27).

    `on_behalf`: an administrator recorded it in the contact's place.
    """

    kind: ClassVar = MailKind.DECISION_RECEIPT
    contact: Contact
    request: Request
    choice: str
    reason: Harmless
    decided_at: datetime
    on_behalf: bool
    dispute_url: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        if facts.choice is None or facts.decided_at is None:
            raise LookupError(f"nothing was decided about {facts.application_number}")
        return cls(
            contact=Contact.of(facts),
            request=Request.of(facts),
            choice=_CHOICES[facts.choice],
            reason=defuse(facts.reason),
            decided_at=facts.decided_at,
            on_behalf=facts.decided_on_behalf,
            dispute_url=await links.dispute(),
        )


@dataclass(frozen=True)
class ApprovalWithdrawn:
    """No answer is needed any more, for the applicant withdrew."""

    kind: ClassVar = MailKind.APPROVAL_WITHDRAWN
    contact: Contact
    request: Request

    @classmethod
    async def about(cls, facts: MailFacts, _links: Links) -> Self:
        return cls(Contact.of(facts), Request.of(facts))


@dataclass(frozen=True)
class ApprovalLapsed:
    """No answer is needed any more, for the time is over."""

    kind: ClassVar = MailKind.APPROVAL_LAPSED
    contact: Contact
    request: Request

    @classmethod
    async def about(cls, facts: MailFacts, _links: Links) -> Self:
        return cls(Contact.of(facts), Request.of(facts))
