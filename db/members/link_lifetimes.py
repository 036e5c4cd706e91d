"""How long the links in mails to members work, which is from when the mail goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.mailing.mails import ClaimedMail
from db.members import own_address, own_login
from db.members.account_invitations import INVITATION_LIFETIME
from db.tables.members import AccountLink
from domain.mail_delays import is_late
from domain.mail_kinds import MailKind
from domain.tokens import Purpose


@dataclass(frozen=True)
class CarriedLink:
    """The link that a kind of mail carries, and how long it works."""

    purpose: Purpose
    lifetime: timedelta


_INVITATION = CarriedLink(Purpose.INVITATION, INVITATION_LIFETIME)
_PASSWORD = CarriedLink(Purpose.PASSWORD, own_login.PASSWORD_LINK_LIFETIME)
_ADDRESS = CarriedLink(Purpose.ADDRESS, own_address.ADDRESS_LINK_LIFETIME)

CARRIED: dict[str, CarriedLink] = {
    MailKind.ACCOUNT_INVITATION: _INVITATION,
    MailKind.MANAGER_INVITED: _INVITATION,
    MailKind.PASSWORD_RESET: _PASSWORD,
    MailKind.PASSWORD_LINK: _PASSWORD,
    MailKind.RECOVERY: _PASSWORD,
    MailKind.ADDRESS_CONFIRMATION: _ADDRESS,
}

OF_A_CHANGE: dict[str, Purpose] = {
    MailKind.ACCESS_CONFIRMATION: Purpose.ADDRESS,
    MailKind.ACCESS_CHANGE_ASKED: Purpose.ACCESS,
    MailKind.ACCESS_CHANGE_NOTICE: Purpose.ACCESS,
}
"""These end with the change of who gets in that they are about, however late the mail goes."""


async def begin_late(mail: ClaimedMail, now: datetime) -> None:
    """Let the time of a mail's link begin now, if the mail is late and has not gone before.

    The caller has locked the account, and is about to send the mail. A link that was used, taken
    back or replaced stays as it is.
    """
    link = CARRIED[mail.kind]
    if not is_late(mail.queued_at, link.lifetime, now):
        return
    await AccountLink.raw(
        """
        UPDATE account_link AS link SET expires_at = greatest(expires_at, {})
        WHERE purpose = {} AND account = {} AND generation = {}
            AND used_at IS NULL AND revoked_at IS NULL AND NOT EXISTS (
                SELECT FROM account_link AS newer
                WHERE newer.account = link.account AND newer.purpose = link.purpose
                    AND newer.generation > link.generation
            ) AND NOT EXISTS (SELECT FROM mail WHERE key = {} AND content IS NOT NULL)
        """,
        now + link.lifetime,
        link.purpose.value,
        mail.account,
        mail.generation,
        mail.key,
    )
