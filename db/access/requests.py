"""Somebody of the operator asks for a change of who gets into a company; nothing changes yet.

Each is one transaction that locks the company, and gives the process that tells the company and
does it later. Each raises `AdministratorNeededError` where the ground is not enough,
`ChangeUnderWayError` while the same is under way, and `CompanyLeftError`.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from db import outbox
from db.access.facts import AccessChangeRequest, is_under_way, load_access_change
from db.access.notices import alert_administrators, ask_new_mailbox, tell_company
from db.audit import ActReason, ActSubject, record_act
from db.company_data import lock_member_company
from db.engine import transaction
from db.identity import second_factors
from db.members.account_facts import LockedAccount, lock_account, lock_all_accounts
from db.members.account_issue import AccountsFullError, free_numbers
from db.members.role_handover import CannotTakeRoleError
from db.tables.access import AccessChange
from db.tables.companies import Account
from domain.audit_tags import AuditTag
from domain.business_calendar import format_jst
from domain.companies.access_acts import AccessAct, Ground
from domain.durations import Duration
from domain.logins import MEMBERS
from domain.mail_addresses import mailbox_key
from domain.new_account import NewAccount
from domain.refusals import RefusalError


class ChangeUnderWayError(RefusalError):
    """The same was asked for before, and is not over; `change` is that."""

    def __init__(self, change: AccessChangeRequest) -> None:
        super().__init__(change.change_id)
        self.change = change


class NoSecondFactorError(RefusalError):
    """The account asks for no code, so there is nothing to remove."""


class SameAddressError(RefusalError):
    """The account's mails go to this address already."""


@dataclass(frozen=True)
class AskedBy:
    """Who asks, why, and by which settings; `alert_to`: where the administrators' mails go."""

    why: ActReason
    ground: Ground
    wait: Duration
    alert_to: str
    keys: Sequence[bytes]
    now: datetime


async def ask_for_address(
    company_id: str, account_id: str, mail_address: str, asking: AskedBy
) -> str:
    """Ask that an account's mails go to another address.

    The new mailbox has to confirm, but for a person who is invited there anyway. Raises
    `NoSuchAccountError` and `SameAddressError`.
    """
    async with transaction():
        await _lock_company_and_accounts(company_id)
        locked = await lock_account(company_id, account_id)
        asking.ground.refuse_unless_enough(AccessAct.ADDRESS, locked.role)
        if mailbox_key(mail_address) == mailbox_key(locked.mail_address):
            raise SameAddressError
        return await begin_address_change(locked, mail_address, asking)


async def begin_address_change(locked: LockedAccount, mail_address: str, asking: AskedBy) -> str:
    """Begin a change of address in the caller's transaction, which has locked the accounts."""
    wanted = {"mail_address": mail_address}
    return await _begin(
        AccessAct.ADDRESS,
        locked.company_id,
        locked,
        wanted,
        asking,
        confirms=locked.state != "invited",
    )


async def ask_to_remove_second_factor(company_id: str, account_id: str, asking: AskedBy) -> str:
    """Ask that an account's logins need no code.

    Raises `NoSuchAccountError` and `NoSecondFactorError`.
    """
    async with transaction():
        await _lock_company_and_accounts(company_id)
        locked = await lock_account(company_id, account_id)
        asking.ground.refuse_unless_enough(AccessAct.SECOND_FACTOR, locked.role)
        if not await second_factors.is_on(MEMBERS.owner(locked.account)):
            raise NoSecondFactorError
        return await _begin(AccessAct.SECOND_FACTOR, company_id, locked, {}, asking)


async def ask_to_appoint_account(company_id: str, account_id: str, asking: AskedBy) -> str:
    """Ask that an account in use becomes the ID manager's.

    Raises `NoSuchAccountError`, and `CannotTakeRoleError` for one that is not in use or has the
    role already.
    """
    async with transaction():
        await _lock_company_and_accounts(company_id)
        asking.ground.refuse_unless_enough(AccessAct.MANAGER, "id_manager")
        manager = await _manager(company_id)
        successor = await lock_account(company_id, account_id)
        if successor.role == "id_manager" or successor.state != "active":
            raise CannotTakeRoleError
        return await _begin(
            AccessAct.MANAGER, company_id, manager, {"account_id": account_id}, asking
        )


async def ask_to_appoint_person(company_id: str, person: NewAccount, asking: AskedBy) -> str:
    """Ask that a new person gets an account and becomes the ID manager.

    Raises `AccountsFullError`.
    """
    async with transaction():
        await _lock_company_and_accounts(company_id)
        asking.ground.refuse_unless_enough(AccessAct.MANAGER, "id_manager")
        if not await free_numbers(company_id, asking.now):
            raise AccountsFullError(0)
        manager = await _manager(company_id)
        return await _begin(AccessAct.MANAGER, company_id, manager, asdict(person), asking)


async def _lock_company_and_accounts(company_id: str) -> None:
    """Lock a member company and everybody in it, for others than the account's owner are told."""
    await lock_member_company(company_id)
    await lock_all_accounts(company_id)


async def _manager(company_id: str) -> LockedAccount | None:
    """Who has the role; a company that was taken over may have nobody yet."""
    row = await (
        Account.select(Account.account_id)
        .where(Account.company == company_id, Account.role == "id_manager")
        .first()
    )
    return await lock_account(company_id, row["account_id"]) if row else None


async def _begin(  # noqa: PLR0913 -- what is asked for, of whom, and by whom
    act: AccessAct,
    company_id: str,
    locked: LockedAccount | None,
    wanted: dict[str, str],
    asking: AskedBy,
    *,
    confirms: bool = False,
) -> str:
    """Record what was asked for, and have the company told; gives the process."""
    under_way = await is_under_way(company_id, locked.account if locked else None, act)
    if under_way is not None:
        raise ChangeUnderWayError(under_way)
    why, now = asking.why, asking.now
    rows = await AccessChange.insert(
        AccessChange(
            company=company_id,
            account=locked.account if locked else None,
            act=act.value,
            role_then=locked.role if locked else "id_manager",
            address_then=locked.mail_address if locked else "",
            wanted=json.dumps(wanted, ensure_ascii=False),
            reason=why.reason,
            evidence=asking.ground.evidence,
            asked_by=why.done_by,
            administrator=why.administrator,
            asked_at=now,
            due_at=asking.wait.after(now),
            confirms=confirms,
        )
    )
    change = await load_access_change(rows[0]["id"])
    await tell_company(change, asking.keys, now)
    if change.progress.confirms:
        await ask_new_mailbox(change, asking.keys, now)
    await alert_administrators(change, asking.alert_to, now)
    await outbox.tell(change.process, "start", now)
    await record_act(
        AuditTag.of("administrator", "access", f"ask_{act}"),
        why,
        ActSubject(company_id=company_id, account_id=change.account_id or None),
        now,
        after={
            **wanted,
            "evidence": asking.ground.evidence,
            "due_at": format_jst(change.progress.due_at),
        },
    )
    return change.process
