"""How long the links in mails to members work, which is from when the mail goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.mailing.mails import ClaimedMail
from db.members import own_address, own_password
from db.members.account_invitations import INVITATION_LIFETIME
from db.tables.members import AccountLink
from domain.mail_delays import is_late
from domain.tokens import Purpose


@dataclass(frozen=True)
class CarriedLink:
    """The link that a kind of mail carries, and how long it works."""

    purpose: Purpose
    lifetime: timedelta


_INVITATION = CarriedLink(Purpose.INVITATION, INVITATION_LIFETIME)
_PASSWORD = CarriedLink(Purpose.PASSWORD, own_password.LINK_LIFETIME)
_ADDRESS = CarriedLink(Purpose.ADDRESS, own_address.LINK_LIFETIME)

CARRIED = {
    "account_invitation": _INVITATION,
    "manager_invited": _INVITATION,
    "password_reset": _PASSWORD,
    "password_link": _PASSWORD,
    "recovery": _PASSWORD,
    "address_confirmation": _ADDRESS,
}

OF_A_CHANGE = {
    "access_confirmation": Purpose.ADDRESS,
    "access_change_asked": Purpose.ACCESS,
    "access_change_notice": Purpose.ACCESS,
}
"""These end with the change of who gets in that they are about, however late the mail goes."""


async def begin_late(mail: ClaimedMail, now: datetime) -> None:
    """Let the time of a mail's link begin now, if the mail is late and has not gone before.

    The caller holds the account, and is about to send the mail. A link that was used, taken back
    or replaced stays as it is.
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
