"""What each mail to the applicant needs."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from db.mail_facts import MailFacts
from mail.harmless_text import Harmless, defuse
from mail.links import Links, SecretLink


@dataclass(frozen=True)
class Applicant:
    """Who applied, as the salutation shows it."""

    company_name: Harmless
    person_name: Harmless

    @classmethod
    def of(cls, facts: MailFacts) -> Self:
        return cls(defuse(facts.company_name), defuse(facts.manager_name))


@dataclass(frozen=True)
class Invitation:
    """The 《加入申請用URL》, to an address that nobody has proved yet."""

    kind: ClassVar = "invitation"
    link: SecretLink

    @classmethod
    async def about(cls, _facts: MailFacts, links: Links) -> Self:
        return cls(await links.apply())


@dataclass(frozen=True)
class InvitationReminder:
    """The same link once more, before its time is over."""

    kind: ClassVar = "invitation_reminder"
    link: SecretLink

    @classmethod
    async def about(cls, _facts: MailFacts, links: Links) -> Self:
        return cls(await links.apply())


@dataclass(frozen=True)
class Receipt:
    """The form has come, and what happens next.

    `deadline`: of the wholesaler's answer; None when it came before this mail could be sent.
    """

    kind: ClassVar = "receipt"
    applicant: Applicant
    application_number: str
    wholesaler_name: Harmless
    contact_department: Harmless
    contact_name: Harmless
    deadline: datetime | None
    status_url: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(
            applicant=Applicant.of(facts),
            application_number=facts.application_number,
            wholesaler_name=defuse(facts.wholesaler_name),
            contact_department=defuse(facts.contact_department),
            contact_name=defuse(facts.contact_name),
            deadline=facts.deadline,
            status_url=await links.status(),
        )


@dataclass(frozen=True)
class Welcome:
    """The IDs; the password is the applicant's own, and no mail carries one."""

    kind: ClassVar = "welcome"
    applicant: Applicant
    company_id: str
    account_id: str
    login_url: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(Applicant.of(facts), facts.company_id, facts.account_id, links.login)


@dataclass(frozen=True)
class Declined:
    """The wholesaler's contact did not vouch, and why."""

    kind: ClassVar = "declined"
    applicant: Applicant
    application_number: str
    wholesaler_name: Harmless
    reason: Harmless
    top_url: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(
            applicant=Applicant.of(facts),
            application_number=facts.application_number,
            wholesaler_name=defuse(facts.wholesaler_name),
            reason=defuse(facts.reason),
            top_url=links.top,
        )


@dataclass(frozen=True)
class Lapsed:
    """Nobody decided in time."""

    kind: ClassVar = "lapsed"
    applicant: Applicant
    application_number: str
    wholesaler_name: Harmless
    top_url: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(
            applicant=Applicant.of(facts),
            application_number=facts.application_number,
            wholesaler_name=defuse(facts.wholesaler_name),
            top_url=links.top,
        )
