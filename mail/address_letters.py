"""What the mails need that tell of a corrected address of the applicant."""

from dataclasses import dataclass
from typing import ClassVar, Self

from db.enrolment.mail_facts import MailFacts
from domain.mail_kinds import MailKind
from mail.applicant_letters import Applicant
from mail.links import Links


@dataclass(frozen=True)
class AddressCorrected:
    """To the new address: the link to the status page, which voids the one that the old has."""

    kind: ClassVar = MailKind.ADDRESS_CORRECTED
    applicant: Applicant
    application_number: str
    status_url: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(Applicant.of(facts), facts.application_number, await links.status())


@dataclass(frozen=True)
class AddressReplaced:
    """To the old address, which may be a stranger's: no name and no link."""

    kind: ClassVar = MailKind.ADDRESS_REPLACED
    application_number: str

    @classmethod
    async def about(cls, facts: MailFacts, _links: Links) -> Self:
        return cls(facts.application_number)
