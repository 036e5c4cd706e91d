"""What each mail to the wholesaler's contact (認証先卸担当者) needs."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from db.enrolment.mail_facts import Colleague, MailFacts
from domain.business_calendar import format_jst
from domain.enrolment.disclosure import LABELS, NOT_GIVEN
from domain.enrolment.stages import Choice
from domain.mail_addresses import domain_of
from domain.mail_kinds import MailKind
from mail.harmless_text import Harmless, defuse
from mail.links import Links, SecretLink

_CHOICES = {
    Choice.APPROVE: "承認",
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
    """Who asks to be vouched for, as the page behind the link shows it too.

    `rows`: each label with what it is of, in the order of domain/enrolment/disclosure.py.
    """

    rows: tuple[tuple[str, Harmless | str], ...]

    @classmethod
    def of(cls, facts: MailFacts) -> Self:
        shown: dict[str, Harmless | str] = {
            "company_name": defuse(facts.company_name),
            "company_name_kana": defuse(facts.company_name_kana),
            "corporate_number": facts.corporate_number or NOT_GIVEN,
            "head_office": facts.head_office,
            "jan_maker_code": facts.jan_maker_code,
            "applicant": defuse(f"{facts.manager_department} {facts.manager_name}"),
            "mail_domain": defuse(f"@{domain_of(facts.mail_address)}"),
            "application_number": facts.application_number,
            "submitted_at": format_jst(facts.applied_at) if facts.applied_at else "",
        }
        return cls(tuple((label, shown[name]) for name, label in LABELS.items()))


@dataclass(frozen=True)
class Other:
    """The other one of a hand-over."""

    department: Harmless
    name: Harmless
    mail_address: Harmless
    at: datetime

    @classmethod
    def of(cls, colleague: Colleague) -> Self:
        return cls(
            defuse(colleague.department),
            defuse(colleague.name),
            defuse(colleague.mail_address),
            colleague.at,
        )


@dataclass(frozen=True)
class ApprovalRequest:
    """One link to one decision.

    `named_by`: the colleague who handed it over; None where the applicant named this contact.
    """

    kind: ClassVar = MailKind.APPROVAL_REQUEST
    contact: Contact
    request: Request
    named_by: Other | None
    link: SecretLink

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        named_by = Other.of(facts.predecessor) if facts.predecessor else None
        return cls(Contact.of(facts), Request.of(facts), named_by, await links.approval())


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
class HandOverReceipt:
    """To whom a contact handed the request over and when, so that one nobody made is noticed."""

    kind: ClassVar = MailKind.HAND_OVER_RECEIPT
    contact: Contact
    request: Request
    colleague: Other

    @classmethod
    async def about(cls, facts: MailFacts, _links: Links) -> Self:
        if facts.successor is None:
            raise LookupError(f"nobody handed {facts.application_number} over")
        return cls(Contact.of(facts), Request.of(facts), Other.of(facts.successor))


@dataclass(frozen=True)
class DecisionReceipt:
    """What was decided and when, so that a decision nobody made is noticed (S27).

    `on_behalf`: an administrator recorded it in the contact's place.
    """

    kind: ClassVar = MailKind.DECISION_RECEIPT
    contact: Contact
    request: Request
    choice: str
    reason_label: str
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
            reason_label="理由" if facts.choice is Choice.DECLINE else "管理者に伝えたいこと",
            reason=defuse(facts.reason),
            decided_at=facts.decided_at,
            on_behalf=facts.decided_on_behalf,
            dispute_url=await links.dispute(),
        )


@dataclass(frozen=True)
class IssueRevoked:
    """What was issued on an approval that nobody had made is taken back (S27)."""

    kind: ClassVar = MailKind.ISSUE_REVOKED
    contact: Contact
    request: Request

    @classmethod
    async def about(cls, facts: MailFacts, _links: Links) -> Self:
        return cls(Contact.of(facts), Request.of(facts))


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
