"""What the mails about a person's own account need: password, mail address, role."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from db.mailing.member_facts import MemberFacts
from domain.mail_kinds import MailKind
from mail.harmless_text import Harmless, defuse
from mail.links import SecretLink
from mail.member_links import MemberLinks


@dataclass(frozen=True)
class Owner:
    """Whose account it is, as the salutation shows it, with the IDs."""

    company_name: Harmless
    person_name: Harmless
    company_id: str
    account_id: str

    @classmethod
    def of(cls, facts: MemberFacts) -> Self:
        return cls(
            company_name=defuse(facts.company_name),
            person_name=defuse(facts.person_name),
            company_id=facts.company_id,
            account_id=facts.account_id,
        )


@dataclass(frozen=True)
class Recovery:
    """The IDs, and the link to set a new password, for somebody who forgot them."""

    kind: ClassVar = MailKind.RECOVERY
    owner: Owner
    link: SecretLink

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self:
        return cls(Owner.of(facts), await links.password())


@dataclass(frozen=True)
class PasswordReset(Recovery):
    """The same, because an ID manager asked for it (S20)."""

    kind: ClassVar = MailKind.PASSWORD_RESET


@dataclass(frozen=True)
class AddressConfirmation:
    """A link to a mailbox that nobody has proved yet, so it says nothing of the person."""

    kind: ClassVar = MailKind.ADDRESS_CONFIRMATION
    link: SecretLink

    @classmethod
    async def about(cls, _facts: MemberFacts, links: MemberLinks) -> Self:
        return cls(await links.address())


@dataclass(frozen=True)
class PasswordChanged:
    """The password is another one since `at`."""

    kind: ClassVar = MailKind.PASSWORD_CHANGED
    owner: Owner
    at: datetime

    @classmethod
    async def about(cls, facts: MemberFacts, _links: MemberLinks) -> Self:
        return cls(Owner.of(facts), facts.queued_at)


@dataclass(frozen=True)
class AddressChangeAsked(PasswordChanged):
    """Another mail address was asked for; it waits to be confirmed."""

    kind: ClassVar = MailKind.ADDRESS_CHANGE_ASKED


@dataclass(frozen=True)
class AddressChanged(PasswordChanged):
    """To the mailbox that was the account's until `at`."""

    kind: ClassVar = MailKind.ADDRESS_CHANGED


@dataclass(frozen=True)
class SecondFactorChanged(PasswordChanged):
    """The second factor was turned on or off, or has new recovery codes, since `at`."""

    kind: ClassVar = MailKind.SECOND_FACTOR_CHANGED


@dataclass(frozen=True)
class RoleReceived:
    """To the new 主担当."""

    kind: ClassVar = MailKind.ROLE_RECEIVED
    owner: Owner
    at: datetime
    login_url: str

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self:
        return cls(Owner.of(facts), facts.queued_at, links.login)


@dataclass(frozen=True)
class RoleHandedOver:
    """To the former 主担当; `manager_…` is who has the role now."""

    kind: ClassVar = MailKind.ROLE_HANDED_OVER
    owner: Owner
    at: datetime
    manager_department: Harmless
    manager_name: Harmless

    @classmethod
    async def about(cls, facts: MemberFacts, _links: MemberLinks) -> Self:
        return cls(
            Owner.of(facts),
            facts.queued_at,
            defuse(facts.manager_department),
            defuse(facts.manager_name),
        )
