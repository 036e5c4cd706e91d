"""What the mails to the applicant need on the straight path."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from db.enrolment.mail_facts import MailFacts
from domain.enrolment.stages import Stage
from domain.mail_kinds import MailKind
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

    kind: ClassVar = MailKind.INVITATION
    link: SecretLink

    @classmethod
    async def about(cls, _facts: MailFacts, links: Links) -> Self:
        return cls(await links.apply())


@dataclass(frozen=True)
class InvitationReminder:
    """The same link once more, before its time is over."""

    kind: ClassVar = MailKind.INVITATION_REMINDER
    link: SecretLink

    @classmethod
    async def about(cls, _facts: MailFacts, links: Links) -> Self:
        return cls(await links.apply())


@dataclass(frozen=True)
class WholesalerAnswer:
    """What an administrator found of the wholesaler that the applicant missed in the form.

    `named`: the one to choose there; empty where the answer alone helps on.
    """

    kind: ClassVar = MailKind.WHOLESALER_ANSWER
    link: SecretLink
    missed: Harmless
    named: Harmless
    answer: Harmless

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(
            link=await links.apply(),
            missed=defuse(facts.missed_wholesaler),
            named=defuse(facts.named_wholesaler),
            answer=defuse(facts.wholesaler_answer),
        )


@dataclass(frozen=True)
class Receipt:
    """The form has come, and what happens next.

    `looked_into`: an administrator looks before the wholesaler is asked.
    `deadline`: of the wholesaler's answer; None while nobody waits for it.
    """

    kind: ClassVar = MailKind.RECEIPT
    applicant: Applicant
    application_number: str
    wholesaler_name: Harmless
    contact_department: Harmless
    contact_name: Harmless
    looked_into: bool
    deadline: datetime | None
    status_url: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        asked = facts.stage is Stage.AWAITING_APPROVAL
        return cls(
            applicant=Applicant.of(facts),
            application_number=facts.application_number,
            wholesaler_name=defuse(facts.wholesaler_name),
            contact_department=defuse(facts.contact_department),
            contact_name=defuse(facts.contact_name),
            looked_into=bool(facts.findings),
            deadline=facts.deadline if asked else None,
            status_url=await links.status(),
        )


@dataclass(frozen=True)
class Welcome:
    """The IDs; the password is the applicant's own, and no mail carries one."""

    kind: ClassVar = MailKind.WELCOME
    applicant: Applicant
    company_id: str
    account_id: str
    login_url: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(Applicant.of(facts), facts.company_id, facts.account_id, links.login)
