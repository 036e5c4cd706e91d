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
class UnderWay:
    """An application of the same mailbox that goes on."""

    company_name: Harmless
    application_number: str
    status_url: str


@dataclass(frozen=True)
class Enrolled:
    """A company in which the same mailbox has an account; `application_number` may be empty."""

    company_name: Harmless
    application_number: str


@dataclass(frozen=True)
class Invitation:
    """The 《加入申請用URL》, to an address that nobody has proved yet.

    `under_way`, `enrolled`: what its mailbox has already, so that nobody applies twice.
    """

    kind: ClassVar = MailKind.INVITATION
    link: SecretLink
    under_way: tuple[UnderWay, ...]
    enrolled: tuple[Enrolled, ...]
    login_url: str
    forgotten_url: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(
            link=await links.apply(),
            under_way=tuple(
                [
                    UnderWay(
                        defuse(each.company_name),
                        each.application_number,
                        await links.status_of(each.application_number),
                    )
                    for each in facts.others
                    if not each.enrolled
                ]
            ),
            enrolled=tuple(
                Enrolled(defuse(each.company_name), each.application_number)
                for each in facts.others
                if each.enrolled
            ),
            login_url=links.login,
            forgotten_url=links.forgotten,
        )


@dataclass(frozen=True)
class InvitationReminder:
    """The same link once more, before its time is over."""

    kind: ClassVar = MailKind.INVITATION_REMINDER
    link: SecretLink

    @classmethod
    async def about(cls, _facts: MailFacts, links: Links) -> Self:
        return cls(await links.apply())


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
