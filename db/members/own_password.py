"""A person's own password: changed by whoever knows it, or set anew by a link."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db import audit
from db.engine import transaction
from db.identity.credentials import Credentials
from db.identity.own_login import replace_password
from db.identity.sessions import end_sessions_of
from db.mailing.letters import NewLetter, send_letters
from db.members.account_links import FoundAccountLink, revoke_account_links, use_account_link
from db.members.own_data import OwnData, hold_own_data
from db.tables.companies import Account
from domain.logins import MEMBERS
from domain.tokens import Purpose

LINK_LIFETIME = timedelta(hours=24)
"""How long a link to set a new password works."""


@dataclass(frozen=True)
class Renewal:
    """What a page needs when it is done: the session's new identifier, and who sends the mails."""

    identifier: str
    process: str


async def change_password(
    credentials: Credentials, new_hash: str, *, session: str, now: datetime
) -> Renewal | None:
    """Change the password of somebody whose present one was just verified, and tell by mail.

    `session` goes on under a new identifier, every other one of the account ends (S17). None,
    and nothing changed, when the password was changed since it was verified. Raises
    `AccountNotInUseError`.
    """
    async with transaction():
        owner = await hold_own_data(credentials.key)
        renewed = await replace_password(credentials, new_hash, session=session, now=now)
        return Renewal(renewed, await _revoke_and_tell(owner, now)) if renewed else None


async def reset_password(link: FoundAccountLink, new_hash: str, now: datetime) -> str | None:
    """Set a new password by a link, end all sessions, and tell by mail; a second factor stays.

    Gives the process that sends the mail; None, and nothing changed, when the link does not
    work any more. Raises `AccountNotInUseError`.
    """
    async with transaction():
        owner = await hold_own_data(link.account)
        if not await use_account_link(Purpose.PASSWORD, link.account, link.generation, now):
            return None
        await Account.update({Account.password_hash: new_hash}).where(Account.id == owner.account)
        await end_sessions_of(MEMBERS, owner.account)
        await audit.record(
            "member:password:reset", now, company_id=owner.company_id, account_id=owner.account_id
        )
        return await _revoke_and_tell(owner, now)


async def _revoke_and_tell(owner: OwnData, now: datetime) -> str:
    """End links that whoever knew the old password may have asked for, and tell the owner."""
    for purpose in (Purpose.PASSWORD, Purpose.ADDRESS):
        await revoke_account_links(purpose, owner.account, now)
    letter = NewLetter("password_changed", owner.company_id, owner.account, owner.mail_address)
    return await send_letters([letter], now)
