"""Every mail to members there is, by the name of its `kind`."""

from typing import ClassVar, Protocol, Self

from db.mailing.member_facts import MemberFacts
from domain.mail_kinds import MailKind
from mail.access_letters import (
    AccessChangeAlert,
    AccessChangeAsked,
    AccessChangeNotice,
    AccessChangeOff,
    AccessChangeStopped,
    AccessConfirmation,
)
from mail.account_letters import AccountInvitation, AddressRegistered
from mail.company_letters import (
    CancellationAlert,
    CancellationBegun,
    CancellationEnded,
    CancellationProposed,
    CancellationReminder,
    CancellationUndone,
    CompanyChangeAlert,
    CompanyChangeApproved,
    CompanyChangeDeclined,
    CompanyChangeSettled,
)
from mail.console_letters import (
    AddressPutRight,
    ManagerAppointed,
    ManagerInvited,
    ManagerReplaced,
    PasswordLink,
    SecondFactorRemoved,
)
from mail.deputy_letters import (
    DeputyAsked,
    DeputyAsking,
    DeputyBegun,
    DeputyEnded,
    DeputyOff,
)
from mail.member_links import MemberLinks
from mail.own_data_letters import (
    AddressChangeAsked,
    AddressChanged,
    AddressConfirmation,
    PasswordChanged,
    PasswordReset,
    Recovery,
    RoleHandedOver,
    RoleReceived,
    SecondFactorChanged,
)
from mail.suspension_letters import (
    CompanyDisputed,
    CompanyRevoked,
    CompanySuspended,
    SuspensionLifted,
)


class MemberLetter(Protocol):
    """One class for each mail, with the folder of templates that its `kind` names."""

    kind: ClassVar[MailKind]

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self: ...


_ALL: tuple[type[MemberLetter], ...] = (
    AccountInvitation,
    AddressRegistered,
    Recovery,
    PasswordReset,
    PasswordChanged,
    AddressConfirmation,
    AddressChangeAsked,
    AddressChanged,
    SecondFactorChanged,
    RoleReceived,
    RoleHandedOver,
    DeputyAsked,
    DeputyAsking,
    DeputyBegun,
    DeputyOff,
    DeputyEnded,
    CompanyChangeAlert,
    CompanyChangeSettled,
    CompanyChangeApproved,
    CompanyChangeDeclined,
    CompanySuspended,
    CompanyDisputed,
    CompanyRevoked,
    SuspensionLifted,
    CancellationBegun,
    CancellationReminder,
    CancellationUndone,
    CancellationEnded,
    CancellationAlert,
    CancellationProposed,
    PasswordLink,
    ManagerInvited,
    ManagerAppointed,
    ManagerReplaced,
    AddressPutRight,
    SecondFactorRemoved,
    AccessChangeAsked,
    AccessChangeNotice,
    AccessConfirmation,
    AccessChangeOff,
    AccessChangeAlert,
    AccessChangeStopped,
)

MEMBER_LETTERS: dict[str, type[MemberLetter]] = {letter.kind: letter for letter in _ALL}
