"""主担当 hands the role over to a colleague: one act, and always one 主担当 (S39)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db import audit
from db.company_data import lock_company
from db.engine import transaction
from db.identity.sessions import end_sessions_of, rotate
from db.mailing.letters import NewLetter, send_letters
from db.members.account_facts import lock_accounts
from db.members.deputy_endings import promote
from db.members.own_login import Renewal
from db.members.sessions import Member
from db.tables.companies import Account
from domain.audit_tags import AuditTag
from domain.logins import MEMBERS
from domain.mail_kinds import MailKind
from domain.refusals import RefusalError


class RoleMovedError(RefusalError):
    """Whoever hands the role over is not 主担当 any more."""


class CannotTakeRoleError(RefusalError):
    """The account that is to take the role over is not in use, or has it already."""


@dataclass(frozen=True)
class Successor:
    """Who is to be 主担当; `account` is the key of the account's row."""

    account: int
    account_id: str
    department: str
    person_name: str
    mail_address: str


async def load_successor(company_id: str, account_id: str) -> Successor | None:
    """Find an account of the company; None when there is none.

    Raises `CannotTakeRoleError` for one that may not log in, and for that of 主担当.
    """
    row = (
        await Account.select(
            Account.id,
            Account.account_id,
            Account.department,
            Account.person_name,
            Account.mail_address,
            Account.role,
            Account.state,
        )
        .where(Account.company == company_id, Account.account_id == account_id)
        .first()
    )
    if row is None:
        return None
    account, role, state = row.pop("id"), row.pop("role"), row.pop("state")
    if role == "id_manager" or state != "active":
        raise CannotTakeRoleError
    return Successor(account=account, **row)


async def hand_over(
    manager: Member, successor: Successor, *, session: str, now: datetime
) -> Renewal:
    """Make the successor 主担当 and the manager a user, and tell both by mail.

    The manager's `session` goes on under a new identifier; the others of both end (S16). Of two
    at once one wins, the other raises `RoleMovedError`; `CannotTakeRoleError` is raised when the
    successor was stopped meanwhile.
    """
    async with transaction():
        await lock_company(manager.company_id)
        await lock_accounts([manager.account, successor.account])
        # First down, then up: a company has at most one at any moment (account_one_id_manager).
        old_address = await _give(manager.account, "user", was=("id_manager",))
        if old_address is None:
            raise RoleMovedError
        new_address = await _give(successor.account, "id_manager", was=("user", "deputy"))
        if new_address is None:
            raise CannotTakeRoleError
        await promote(successor.account, now)
        await end_sessions_of(MEMBERS, manager.account, but=session)
        await end_sessions_of(MEMBERS, successor.account)
        letters = [
            NewLetter(MailKind.ROLE_HANDED_OVER, manager.company_id, manager.account, old_address),
            NewLetter(MailKind.ROLE_RECEIVED, manager.company_id, successor.account, new_address),
        ]
        renewal = Renewal(await rotate(MEMBERS, session), await send_letters(letters, now))
        await audit.record(
            AuditTag.ID_MANAGER_ROLE_HAND_OVER,
            now,
            company_id=manager.company_id,
            account_id=manager.account_id,
            to=successor.account_id,
        )
    return renewal


async def _give(account: int, role: str, *, was: Sequence[str]) -> str | None:
    """Give an account in use another role; gives its mail address, None if it had none of `was`."""
    rows = (
        await Account.update({Account.role: role})
        .where(Account.id == account, Account.state == "active", Account.role.is_in(list(was)))
        .returning(Account.mail_address)
    )
    return rows[0]["mail_address"] if rows else None
