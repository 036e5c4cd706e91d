"""What the mails need that tell the applicant of an end without IDs."""

from dataclasses import dataclass
from typing import ClassVar, Self

from db.enrolment.mail_facts import MailFacts
from domain.mail_kinds import MailKind
from mail.applicant_letters import Applicant
from mail.harmless_text import Harmless, defuse
from mail.links import Links


@dataclass(frozen=True)
class TurnedDown:
    """An administrator declined, and why."""

    kind: ClassVar = MailKind.TURNED_DOWN
    applicant: Applicant
    application_number: str
    reason: Harmless

    @classmethod
    async def about(cls, facts: MailFacts, _links: Links) -> Self:
        return cls(Applicant.of(facts), facts.application_number, defuse(facts.verdict_reason))


@dataclass(frozen=True)
class Lapsed:
    """Nobody decided in time."""

    kind: ClassVar = MailKind.LAPSED
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


@dataclass(frozen=True)
class Uncorrected:
    """What had to be corrected was not, in time."""

    kind: ClassVar = MailKind.UNCORRECTED
    applicant: Applicant
    application_number: str
    top_url: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(Applicant.of(facts), facts.application_number, links.top)


@dataclass(frozen=True)
class Withdrawn:
    """The applicant withdrew."""

    kind: ClassVar = MailKind.WITHDRAWN
    applicant: Applicant
    application_number: str
    top_url: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(Applicant.of(facts), facts.application_number, links.top)
