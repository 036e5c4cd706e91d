"""A person's own password: changed by whoever knows it, or set anew by a link."""

from datetime import datetime, timedelta

from db import audit
from db.engine import transaction
from db.mailing.letters import NewLetter, send_letters
from db.members.account_links import FoundAccountLink, revoke_account_links, use_account_link
from db.members.accounts import Credentials
from db.members.own_data import OwnData, hold_own_data
from db.members.session_rotation import Renewal, rotate
from db.members.sessions import end_sessions_of
from db.tables.companies import Account
from domain.tokens import Purpose

LINK_LIFETIME = timedelta(hours=24)
"""How long a link to set a new password works."""


async def change_password(
    credentials: Credentials, new_hash: str, *, session: str, now: datetime
) -> Renewal | None:
    """Change the password of somebody whose present one was just verified, and tell by mail.

    `session` goes on under a new identifier, every other one of the account ends (S17). None,
    and nothing changed, when the password was changed since it was verified. Raises
    `AccountNotInUseError`.
    """
    async with transaction():
        owner = await hold_own_data(credentials.account)
        changed = (
            await Account.update({Account.password_hash: new_hash})
            .where(Account.id == owner.account, Account.password_hash == credentials.password_hash)
            .returning(Account.id)
        )
        if not changed:
            return None
        process = await _end_what_the_old_one_opened(owner, now, but=session)
        renewal = Renewal(await rotate(session), process)
        await _record("member:password:change", owner, now)
    return renewal


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
        process = await _end_what_the_old_one_opened(owner, now)
        await _record("member:password:reset", owner, now)
    return process


async def _end_what_the_old_one_opened(
    owner: OwnData, now: datetime, *, but: str | None = None
) -> str:
    """End sessions and links that whoever knew the old password may have, and tell the owner."""
    await end_sessions_of(owner.account, but=but)
    for purpose in (Purpose.PASSWORD, Purpose.ADDRESS):
        await revoke_account_links(purpose, owner.account, now)
    letter = NewLetter("password_changed", owner.company_id, owner.account, owner.mail_address)
    return await send_letters([letter], now)


async def _record(tag: str, owner: OwnData, now: datetime) -> None:
    await audit.record(tag, now, company_id=owner.company_id, account_id=owner.account_id)
