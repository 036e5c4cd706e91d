"""What the mails about accounts need that an ID manager issues and changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from db.mailing.member_facts import MemberFacts
from domain.mail_kinds import MailKind
from mail.harmless_text import Harmless, defuse
from mail.links import SecretLink
from mail.member_links import MemberLinks
from mail.own_data_letters import Owner


@dataclass(frozen=True)
class IdManager:
    """Whom to ask about an account."""

    department: Harmless
    person_name: Harmless

    @classmethod
    def of(cls, facts: MemberFacts) -> Self:
        return cls(defuse(facts.manager_department), defuse(facts.manager_name))


@dataclass(frozen=True)
class AccountInvitation:
    """The IDs, and the link to set the first password; no mail carries one."""

    kind: ClassVar = MailKind.ACCOUNT_INVITATION
    owner: Owner
    manager: IdManager
    link: SecretLink

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self:
        return cls(Owner.of(facts), IdManager.of(facts), await links.invitation())


@dataclass(frozen=True)
class AddressRegistered:
    """To the mailbox that an ID manager made the account's at `at`."""

    kind: ClassVar = MailKind.ADDRESS_REGISTERED
    owner: Owner
    manager: IdManager
    at: datetime

    @classmethod
    async def about(cls, facts: MemberFacts, _links: MemberLinks) -> Self:
        return cls(Owner.of(facts), IdManager.of(facts), facts.queued_at)
