"""What helpdesk and administrators see of an account and do to it; never a password (S20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.access.facts import AccessChangeRequest, is_under_way
from db.audit import ActReason, ActSubject, Values, record_act
from db.company_data import lock_company
from db.engine import transaction
from db.identity.login_records import Login, latest_logins
from db.identity.second_factors import is_on
from db.identity.sessions import end_sessions_of
from db.mailing.letters import NewLetter, send_letters
from db.members import account_changes
from db.members.account_facts import AccountMovedOnError, LockedAccount, lock_account
from db.members.account_invitations import invitation_of, kind_of_invitation
from db.members.account_links import just_mailed, make_account_link
from db.members.account_list import AccountDetails, load_account
from db.members.deputy_endings import step_down
from db.members.own_login import PASSWORD_LINK_LIFETIME
from db.tables.companies import Account
from db.tables.members import LoginRecord
from db.tables.operation import AuditEvent
from db.throttle import forget
from domain.audit_tags import AuditTag
from domain.companies.access_acts import AccessAct, Ground
from domain.companies.deputies import Ending
from domain.login_limits import of_owner
from domain.logins import MEMBERS
from domain.mail_kinds import MailKind
from domain.refusals import RefusalError
from domain.tokens import Purpose


class StoppedByTheCompanyError(RefusalError):
    """The company stopped the account itself, so its ID manager restarts it, and nobody else."""


class AddressToChangeError(RefusalError):
    """The account's address is about to change; `change` is that, after which a link may go."""

    def __init__(self, change: AccessChangeRequest) -> None:
        super().__init__(change.change_id)
        self.change = change


async def send_password_link(  # noqa: PLR0913 -- which account, and who does it on what ground
    company_id: str,
    account_id: str,
    why: ActReason,
    ground: Ground,
    *,
    keys: Sequence[bytes],
    now: datetime,
) -> str | None:
    """Let the owner set a new password by a link; an invited person is invited again.

    Gives the process that sends the mail; None, and nothing more is sent, at a second click.
    Raises `AdministratorNeededError` where the ground is not enough, `AddressToChangeError` while
    somebody asked for another address of the account, and `AccountMovedOnError` for a stopped
    account.
    """
    async with transaction():
        locked = await lock_account(company_id, account_id)
        ground.refuse_unless_enough(AccessAct.PASSWORD_LINK, locked.role)
        locked.require("active", "invited")
        change = await is_under_way(company_id, locked.account, AccessAct.ADDRESS)
        if change is not None:
            raise AddressToChangeError(change)
        if await _was_just_sent(locked, now):
            return None
        process = await send_letters([await _password_letter(locked, keys, now)], now)
        evidence = {"evidence": ground.evidence} if ground.evidence else {}
        await _record(
            AuditTag.ADMINISTRATOR_ACCOUNT_SEND_PASSWORD_LINK, locked, why, now, after=evidence
        )
    return process


async def unlock(
    company_id: str, account_id: str, why: ActReason, window: timedelta, now: datetime
) -> None:
    """Forget the tries that failed within `window`, so that the owner need not wait.

    What is counted of a whole network or company stays: it is not the account's alone.
    """
    async with transaction():
        locked = await lock_account(company_id, account_id)
        networks = await _networks_that_failed(locked.account, now - window)
        await forget(of_owner(company_id, account_id, networks))
        await _record(AuditTag.ADMINISTRATOR_ACCOUNT_UNLOCK, locked, why, now)


async def stop(company_id: str, account_id: str, why: ActReason, now: datetime) -> str | None:
    """Let an account be used no more; gives the process that sends mails, if any.

    Raises `AccountMovedOnError` and `ManagerStaysError`.
    """
    async with transaction():
        await lock_company(company_id)
        locked = await lock_account(company_id, account_id)
        locked.require("active", "invited")
        process = await account_changes.stop(locked, now)
        after = {"state": "stopped"}
        await _record(
            AuditTag.ADMINISTRATOR_ACCOUNT_STOP,
            locked,
            why,
            now,
            before={"state": locked.state},
            after=after,
        )
    return process


async def end_deputy(company_id: str, account_id: str, why: ActReason, now: datetime) -> str:
    """Make a deputy a user; gives the process that tells. Raises `AccountMovedOnError`."""
    async with transaction():
        await lock_company(company_id)
        locked = await lock_account(company_id, account_id)
        if locked.role != "deputy":
            raise AccountMovedOnError
        await end_sessions_of(MEMBERS, locked.account)
        process = await step_down(locked, Ending.OPERATOR, now)
        await _record(
            AuditTag.ADMINISTRATOR_ACCOUNT_END_DEPUTY,
            locked,
            why,
            now,
            before={"role": locked.role},
            after={"role": "user"},
        )
    return process


async def restart(company_id: str, account_id: str, why: ActReason, now: datetime) -> None:
    """Let an account be used again that the operator stopped (S48).

    Raises `AccountMovedOnError` and `StoppedByTheCompanyError`.
    """
    async with transaction():
        locked = await lock_account(company_id, account_id)
        locked.require("stopped")
        if not await _was_stopped_by_the_operator(locked):
            raise StoppedByTheCompanyError
        after = {"state": await account_changes.restart(locked)}
        await _record(
            AuditTag.ADMINISTRATOR_ACCOUNT_RESTART,
            locked,
            why,
            now,
            before={"state": locked.state},
            after=after,
        )


async def _password_letter(
    locked: LockedAccount, keys: Sequence[bytes], now: datetime
) -> NewLetter:
    if locked.state == "invited":
        return await invitation_of(locked, locked.mail_address, keys, now)
    generation = await make_account_link(
        keys, Purpose.PASSWORD, locked.account, now=now, expires_at=now + PASSWORD_LINK_LIFETIME
    )
    return NewLetter(
        MailKind.PASSWORD_LINK, locked.company_id, locked.account, locked.mail_address, generation
    )


async def _was_just_sent(locked: LockedAccount, now: datetime) -> bool:
    is_new = locked.state == "invited"
    purpose = Purpose.INVITATION if is_new else Purpose.PASSWORD
    kind = kind_of_invitation(locked) if is_new else MailKind.PASSWORD_LINK
    return await just_mailed(purpose, kind, locked.account, locked.mail_address, now)


async def _was_stopped_by_the_operator(locked: LockedAccount) -> bool:
    rows = await AuditEvent.raw(
        """
        SELECT tag FROM audit_event
        WHERE company_id = {} AND account_id = {} AND tag LIKE '%:account:stop'
        ORDER BY id DESC LIMIT 1
        """,
        locked.company_id,
        locked.account_id,
    )
    return bool(rows) and rows[0]["tag"] == AuditTag.ADMINISTRATOR_ACCOUNT_STOP


async def _networks_that_failed(account: int, since: datetime) -> list[str]:
    rows = await LoginRecord.raw(
        """
        SELECT DISTINCT network FROM login_record
        WHERE account = {} AND at > {} AND outcome <> 'succeeded'
        """,
        account,
        since,
    )
    return [row["network"] for row in rows]


async def _record(  # noqa: PLR0913 -- the columns of one row
    tag: AuditTag,
    locked: LockedAccount,
    why: ActReason,
    now: datetime,
    *,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    await record_act(
        tag,
        why,
        ActSubject(company_id=locked.company_id, account_id=locked.account_id),
        now,
        before=before,
        after=after,
    )


@dataclass(frozen=True)
class AccountPage:
    """One account; `second_factor`: whether a login asks for a code."""

    details: AccountDetails
    second_factor: bool
    logins: Sequence[Login]


async def load_account_page(company_id: str, account_id: str, now: datetime) -> AccountPage:
    """Read everything; raises `NoSuchAccountError`."""
    details = await load_account(company_id, account_id, now)
    row = await (
        Account.select(Account.id)
        .where(Account.company == company_id, Account.account_id == account_id)
        .first()
    )
    key = row["id"] if row else 0
    return AccountPage(details, await is_on(MEMBERS.owner(key)), await latest_logins(key))
