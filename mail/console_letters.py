"""What the mails to members need about what the helpdesk did to their accounts."""

from typing import ClassVar, Self

from db.mailing.member_facts import MemberFacts
from domain.mail_kinds import MailKind
from mail.member_links import MemberLinks
from mail.own_data_letters import Owner, PasswordChanged, Recovery, RoleHandedOver, RoleReceived


class PasswordLink(Recovery):
    """A link to set a new password, because the owner asked the helpdesk."""

    kind: ClassVar = MailKind.PASSWORD_LINK


class ManagerInvited(Recovery):
    """The IDs and the link to set the first password, to the person who is 主担当 now."""

    kind: ClassVar = MailKind.MANAGER_INVITED

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self:
        return cls(Owner.of(facts), await links.invitation())


class ManagerAppointed(RoleReceived):
    """To the new 主担当, who has an account already."""

    kind: ClassVar = MailKind.MANAGER_APPOINTED


class ManagerReplaced(RoleHandedOver):
    """To the former 主担当."""

    kind: ClassVar = MailKind.MANAGER_REPLACED


class AddressPutRight(PasswordChanged):
    """To the mailbox that is the account's since `at`."""

    kind: ClassVar = MailKind.ADDRESS_PUT_RIGHT


class SecondFactorRemoved(PasswordChanged):
    """Logins ask for no code any more since `at`."""

    kind: ClassVar = MailKind.SECOND_FACTOR_REMOVED
