"""Invitations that ran out before anybody used them, and their like sent once more, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db import audit
from db.engine import transaction
from db.mailing.letters import NewLetter, send_letters
from db.members.account_facts import AccountMovedOnError, lock_chosen_accounts
from db.members.account_invitations import INVITATION_LIFETIME, kind_of_invitation
from db.members.account_links import make_next_links
from db.tables.companies import Account
from domain.audit_tags import AuditTag
from domain.tokens import Purpose

_EXPIRED = """
    SELECT account.account_id, account.person_name, account.department, account.mail_address,
        account.mail_bounced_at, invitation.expires_at
    FROM account CROSS JOIN LATERAL (
        SELECT expires_at, used_at, revoked_at FROM account_link
        WHERE account_link.account = account.id AND purpose = 'invitation'
        ORDER BY generation DESC LIMIT 1
    ) AS invitation
    WHERE account.company = {} AND account.state = 'invited' AND invitation.expires_at <= {}
        AND invitation.used_at IS NULL AND invitation.revoked_at IS NULL
    ORDER BY account.account_id
"""


@dataclass(frozen=True)
class ExpiredInvitation:
    """Somebody who was invited, and whose newest invitation ran out; none that was taken back."""

    account_id: str
    person_name: str
    department: str
    mail_address: str
    mail_bounced_at: datetime | None
    expires_at: datetime


async def expired_invitations(company_id: str, now: datetime) -> tuple[ExpiredInvitation, ...]:
    """Everybody of a company whose invitation ran out, in the order of their numbers."""
    rows = await Account.raw(_EXPIRED, company_id, now)
    return tuple(ExpiredInvitation(**row) for row in rows)


async def invite_expired_again(
    company_id: str, account_ids: Sequence[str], by: str, keys: Sequence[bytes], now: datetime
) -> str:
    """Send each of these another invitation, or none; gives the process that sends them.

    Raises `NoSuchAccountError`, and `AccountMovedOnError` when the invitation of one of them does
    not wait for that any more, such as at a second press.
    """
    async with transaction():
        locked = await lock_chosen_accounts(company_id, account_ids)
        expired = {each.account_id for each in await expired_invitations(company_id, now)}
        if not expired.issuperset(account_ids):
            raise AccountMovedOnError
        generations = await make_next_links(
            keys,
            Purpose.INVITATION,
            [each.account for each in locked],
            now=now,
            expires_at=now + INVITATION_LIFETIME,
        )
        letters = [
            NewLetter(
                kind_of_invitation(each),
                company_id,
                each.account,
                each.mail_address,
                generations[each.account],
            )
            for each in locked
        ]
        process = await send_letters(letters, now)
        await audit.record_for_accounts(
            AuditTag.ID_MANAGER_INVITATION_SEND,
            now,
            company_id,
            [each.account_id for each in locked],
            by=by,
        )
    return process
