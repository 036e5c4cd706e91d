"""What the mails need that tell a company of its suspension."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from db.mailing.member_facts import MemberFacts
from domain.mail_kinds import MailKind
from mail.member_links import MemberLinks
from mail.own_data_letters import Owner


@dataclass(frozen=True)
class CompanySuspended:
    """The operator suspended the company at `at` (terms, article 9)."""

    kind: ClassVar = MailKind.COMPANY_SUSPENDED
    owner: Owner
    at: datetime

    @classmethod
    async def about(cls, facts: MemberFacts, _links: MemberLinks) -> Self:
        return cls(Owner.of(facts), facts.queued_at)


@dataclass(frozen=True)
class CompanyDisputed(CompanySuspended):
    """The wholesaler's contact knows nothing of the approval (S27)."""

    kind: ClassVar = MailKind.COMPANY_DISPUTED


@dataclass(frozen=True)
class CompanyRevoked:
    """What was issued to the company at the wholesaler's word, which it never gave, has ended."""

    kind: ClassVar = MailKind.COMPANY_REVOKED
    owner: Owner
    at: datetime
    top_url: str

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self:
        return cls(Owner.of(facts), facts.queued_at, links.top)


@dataclass(frozen=True)
class SuspensionLifted:
    """The people of the company may log in again since `at`."""

    kind: ClassVar = MailKind.SUSPENSION_LIFTED
    owner: Owner
    at: datetime
    login_url: str

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self:
        return cls(Owner.of(facts), facts.queued_at, links.login)
