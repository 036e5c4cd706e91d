"""What is done to an account that the caller holds, whoever does it; the caller records it."""

from datetime import datetime

from db.identity.sessions import end_sessions_of
from db.members.account_links import revoke_account_links
from db.members.held_account import HeldAccount
from db.tables.companies import Account
from domain.logins import MEMBERS
from domain.tokens import Purpose

_OF_MEMBERS = (Purpose.INVITATION, Purpose.PASSWORD, Purpose.ADDRESS)


async def stop(held: HeldAccount, now: datetime) -> None:
    """Let an account be used no more, from this moment on; raises `ManagerStaysError`."""
    held.refuse_manager()
    await _set_state(held, "stopped")
    await end_sessions_of(MEMBERS, held.account)
    await void_links(held, now)


async def restart(held: HeldAccount) -> str:
    """Let a stopped account be used again; without a password it is invited, with no open link.

    Gives its state.
    """
    state = "active" if held.has_password else "invited"
    await _set_state(held, state)
    return state


async def move(held: HeldAccount, mail_address: str, now: datetime) -> None:
    """Send an account's mails to another address from now on; links sent to the old are void."""
    await Account.update({Account.mail_address: mail_address, Account.mail_bounced_at: None}).where(
        Account.id == held.account
    )
    await void_links(held, now)


async def void_links(held: HeldAccount, now: datetime) -> None:
    """Take back every link of an account that still works."""
    for purpose in _OF_MEMBERS:
        await revoke_account_links(purpose, held.account, now)


async def _set_state(held: HeldAccount, state: str) -> None:
    await Account.update({Account.state: state}).where(Account.id == held.account)
