"""What the mails need that ask the applicant to correct something."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from db.enrolment.mail_facts import MailFacts
from domain.enrolment.stages import Part, Stage
from domain.mail_kinds import MailKind
from mail.applicant_letters import Applicant
from mail.harmless_text import Harmless, defuse
from mail.links import Links

# As the form's fieldsets are headed.
_PARTS = {
    "ja": {
        Part.COMPANY: "企業情報",
        Part.JAN: "代表JAN",
        Part.WHOLESALER: "認証先卸情報",
        Part.MANAGER: "ID管理ユーザー情報",
    },
    "en": {
        Part.COMPANY: "Company",
        Part.JAN: "JAN company code",
        Part.WHOLESALER: "Certifying wholesaler",
        Part.MANAGER: "ID manager",
    },
}


@dataclass(frozen=True)
class Correction:
    """Where and until when to correct; `deadline` is None when that is done or over already."""

    application_number: str
    deadline: datetime | None
    status_url: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        waits = facts.stage is Stage.RETURNED
        return cls(
            application_number=facts.application_number,
            deadline=facts.deadline if waits else None,
            status_url=await links.status(),
        )


@dataclass(frozen=True)
class Returned:
    """An administrator asks for a correction, of which parts, and why."""

    kind: ClassVar = MailKind.RETURNED
    applicant: Applicant
    reason: Harmless
    parts: tuple[str, ...]
    correction: Correction

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(
            applicant=Applicant.of(facts),
            reason=defuse(facts.return_reason),
            parts=tuple(_PARTS[facts.language][part] for part in facts.return_parts),
            correction=await Correction.about(facts, links),
        )


@dataclass(frozen=True)
class Declined:
    """The wholesaler's contact did not vouch, and why; another one may be named."""

    kind: ClassVar = MailKind.DECLINED
    applicant: Applicant
    wholesaler_name: Harmless
    reason: Harmless
    correction: Correction

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(
            applicant=Applicant.of(facts),
            wholesaler_name=defuse(facts.wholesaler_name),
            reason=defuse(facts.return_reason),
            correction=await Correction.about(facts, links),
        )


@dataclass(frozen=True)
class Undeliverable:
    """No mail reaches the contact at the address that was typed."""

    kind: ClassVar = MailKind.UNDELIVERABLE
    applicant: Applicant
    wholesaler_name: Harmless
    contact_department: Harmless
    contact_name: Harmless
    contact_mail_address: Harmless
    correction: Correction

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(
            applicant=Applicant.of(facts),
            wholesaler_name=defuse(facts.wholesaler_name),
            contact_department=defuse(facts.contact_department),
            contact_name=defuse(facts.contact_name),
            contact_mail_address=defuse(facts.contact_mail_address),
            correction=await Correction.about(facts, links),
        )
